package rating

import (
	"bytes"
	"fmt"
	"io/fs"
	"strings"

	"github.com/goccy/go-yaml"

	"qingshen/internal/unit"
)

// Entry is one system of the library (law/index): what it is, whether anyone may be rated by it, and where it comes from.
type Entry struct {
	ID         string   `yaml:"id" json:"id"`
	Series     string   `yaml:"series" json:"series"`         // the same for all editions
	Industries []string `yaml:"industries" json:"industries"` // GB/T 4754
	Sector     string   `yaml:"sector" json:"sector"`
	Own        bool     `yaml:"own" json:"own"` // made by the department itself
	From       string   `yaml:"from" json:"from"`
	Until      string   `yaml:"until" json:"until"`
	Name       string   `yaml:"name" json:"name"`
	Edition    string   `yaml:"edition" json:"edition"`
	File       string   `yaml:"file" json:"file"`
	Method     string   `yaml:"method" json:"method"`
	Released   bool     `yaml:"released" json:"released"`
	Confidence string   `yaml:"confidence" json:"confidence"`
	Source     string   `yaml:"source" json:"source"`
	Note       string   `yaml:"note" json:"note"`
}

// Catalogue gives the systems of the library.
func Catalogue(files fs.FS) ([]Entry, error) {
	raw, err := fs.ReadFile(files, "index/index.yaml")
	if err != nil {
		return nil, err
	}
	var list struct {
		Systems []Entry `yaml:"systems"`
	}
	if err := yaml.UnmarshalWithOptions(raw, &list, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("index/index.yaml: %w", err)
	}
	return list.Systems, nil
}

// Library gives a released system by its id or its name. A draft rates nobody.
func Library(files fs.FS, units *unit.Table, name string) (*System, error) {
	entries, err := Catalogue(files)
	if err != nil {
		return nil, err
	}
	known := []string{}
	for _, e := range entries {
		if e.ID != name && e.Name != name {
			if e.Released {
				known = append(known, e.ID)
			}
			continue
		}
		if !e.Released {
			return nil, fmt.Errorf("指标体系“%s”是草稿（%s），不能用于评级", e.Name, e.Note)
		}
		return e.load(files, units)
	}
	return nil, fmt.Errorf("没有指标体系“%s”；可用：%s", name, strings.Join(known, "、"))
}

func (e Entry) load(files fs.FS, units *unit.Table) (*System, error) {
	raw, err := fs.ReadFile(files, "index/"+e.File)
	if err != nil {
		return nil, err
	}
	s, read, err := Read(bytes.NewReader(raw), units)
	if err != nil {
		return nil, fmt.Errorf("index/%s: %w", e.File, err)
	}
	if faults := s.Lint(read); Errors(faults) > 0 {
		return nil, fmt.Errorf("index/%s: %s", e.File, faults[0])
	}
	method, ok := Methods[e.Method]
	if !ok {
		return nil, fmt.Errorf("index/%s: 没有评价方法“%s”", e.File, e.Method)
	}
	s.Method = method
	return s, nil
}
