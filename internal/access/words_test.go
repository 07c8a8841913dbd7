package access_test

import (
	"testing"

	"qingshen/internal/access"
)

func TestEveryPermissionHasAName(t *testing.T) {
	named := map[string]access.Permission{}
	for role, permissions := range access.Matrix {
		for _, p := range permissions {
			label := access.PermissionLabels[p]
			if label == "" {
				t.Errorf("%s holds %s, which has no Chinese name in PermissionLabels", role, p)
			}
			if other, have := named[label]; have && other != p {
				t.Errorf("%s and %s have the same name %s", p, other, label)
			}
			named[label] = p
		}
	}
}
