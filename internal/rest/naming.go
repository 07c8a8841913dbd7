package rest

import (
	"path"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// naming names schemas by their type, as huma does; where two packages use one name, the later one gets its package in
// front, so that a capability may call its input what it is.
func naming() func(reflect.Type, string) string {
	taken := map[string]string{}
	return func(t reflect.Type, hint string) string {
		name := huma.DefaultSchemaNamer(t, hint)
		of := deref(t)
		id := of.PkgPath() + "." + of.String()
		if have, ok := taken[name]; ok && have != id && of.Name() != "" {
			p := path.Base(of.PkgPath())
			name = strings.ToUpper(p[:1]) + p[1:] + name
		}
		taken[name] = id
		return name
	}
}

func deref(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}
