package statute_test

import (
	"testing"

	"qingshen/internal/statute"
	"qingshen/law"
)

func load(t *testing.T) *statute.Law {
	t.Helper()
	l, err := statute.Load(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestTheLawLoads(t *testing.T) {
	l := load(t)
	if l.Province() != "37" || len(l.Hash()) != 64 || l.Version() != "cn-2026.11+shandong-2026.11" {
		t.Errorf("province %q, version %q, hash %q", l.Province(), l.Version(), l.Hash())
	}
}
