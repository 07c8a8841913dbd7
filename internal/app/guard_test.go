package app

import (
	"bytes"
	"context"
	"fmt"
	"go/ast"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/message"
	"qingshen/internal/rest"
	"qingshen/internal/store"
	"qingshen/internal/store/storetest"
)

// fresh gives the app on an empty database of the test's engine.
func fresh(t *testing.T) *App {
	t.Helper()
	c := FromEnvironment()
	c.Data, c.DatabaseURL, c.Demo, c.Clock = t.TempDir(), storetest.Address(t), true, store.At(storetest.Start)
	a, err := New(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

func TestEveryOperationHasPermissionAndDescription(t *testing.T) {
	known := map[string]bool{string(rest.Public): true}
	for _, permissions := range access.Matrix {
		for _, p := range permissions {
			known[string(p)] = true
		}
	}
	for _, op := range fresh(t).API.Operations() {
		if !known[op.Permission] {
			t.Errorf("%s %s: permission %q is held by no role in the matrix", op.Method, op.Path, op.Permission)
		}
		if len(op.Description) < 20 {
			t.Errorf("%s %s: describe in a sentence what it does", op.Method, op.Path)
		}
		if strings.ToLower(op.Path) != op.Path || strings.Contains(op.Path, "_") {
			t.Errorf("%s: paths are kebab-case", op.Path)
		}
	}
}

func TestEveryTransitionIsComplete(t *testing.T) {
	a := fresh(t)
	held := map[access.Permission]bool{}
	for _, permissions := range access.Matrix {
		for _, p := range permissions {
			held[p] = true
		}
	}
	for _, table := range a.tables {
		reached, left := map[string]bool{table.First: true}, map[string]bool{}
		for _, s := range table.Steps {
			name := table.Name + "." + s.Do + " from " + s.From
			reached[s.To], left[s.From] = true, true
			if !held[s.By] {
				t.Errorf("%s: no role holds the permission %q", name, s.By)
			}
			if s.Label == "" {
				t.Errorf("%s: the act has no Chinese name", name)
			}
			for _, clock := range []string{s.Meets, s.Starts} {
				if clock != "" && !a.DB.Law().HasDeadline(clock) {
					t.Errorf("%s: the law files have no clock %q", name, clock)
				}
			}
			if s.Tells != "" && !message.Known(s.Tells) {
				t.Errorf("%s: there is no message template %q", name, s.Tells)
			}
			for _, state := range []string{s.From, s.To} {
				if table.Labels[state] == "" {
					t.Errorf("%s: state %q has no Chinese name", name, state)
				}
			}
		}
		for state := range table.Labels {
			if !reached[state] {
				t.Errorf("%s: state %q is never reached", table.Name, state)
			}
			if !left[state] && !slices.Contains(table.Final, state) {
				t.Errorf("%s: state %q is left by no act and is not final: cases would be stuck in it", table.Name, state)
			}
		}
	}
}

func TestGeneratedFilesAreFresh(t *testing.T) {
	a := fresh(t)
	contract, err := a.API.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var states bytes.Buffer
	a.WriteStates(&states)
	for path, want := range map[string][]byte{"openapi.json": contract, "docs/states.md": states.Bytes()} {
		have, err := os.ReadFile(filepath.Join(root, path))
		if err != nil || !bytes.Equal(have, want) {
			t.Errorf("%s is not fresh (%v): run make generate", path, err)
		}
	}
}

func TestMigrationsHoldWhatRecordsSay(t *testing.T) {
	a := fresh(t)
	for _, model := range records {
		table, columns := store.Shape(model)
		have, err := storetest.Columns(a.DB, table)
		if err != nil {
			t.Errorf("table %s: %v", table, err)
			continue
		}
		slices.Sort(columns)
		slices.Sort(have)
		if !slices.Equal(columns, have) {
			t.Errorf("table %s has %v, its record has %v: the migration and the record must agree", table, have, columns)
		}
	}
}

// A record that nobody holds against its table would be missed by the test above.
func TestEveryRecordIsHeldAgainstItsTable(t *testing.T) {
	known := map[string]bool{}
	for _, model := range records {
		known[fmt.Sprintf("%T", model)] = true
	}
	for _, s := range sources(t) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if st, ok := spec.Type.(*ast.StructType); ok && embeds(st, "&{store Row}") && isRecord(s, spec.Name.Name) && !known[s.pkg+"."+spec.Name.Name] {
				t.Errorf("%s: the record %s is not held against its table; add it to records in records_test.go", s.path, spec.Name.Name)
			}
			return false
		})
	}
}

var (
	sortLine  = regexp.MustCompile(`"[a-z_]+":\s*"(?:\?TableAlias\.)?([a-z_]+)"`)
	pagedLine = regexp.MustCompile(`store\.Paged\[(\w+)\]`)
	tableSQL  = regexp.MustCompile(`(?s)CREATE TABLE (\w+) \((.*?)\n\);`)
	uniqueSQL = regexp.MustCompile(`UNIQUE \(([^)]*)\)|(\w+) TEXT NOT NULL UNIQUE`)
	indexSQL  = regexp.MustCompile(`INDEX \w+ ON (\w+) \(([^)]*)\)`)
)

// indexedColumns gives, by table, the columns that an index of the migrations holds; identifiers sort by time.
func indexedColumns(t *testing.T) map[string]map[string]bool {
	t.Helper()
	out := map[string]map[string]bool{}
	add := func(table, columns string) {
		if out[table] == nil {
			out[table] = map[string]bool{"id": true, "created_at": true}
		}
		for _, column := range strings.Split(columns, ",") {
			out[table][strings.TrimSpace(column)] = true
		}
	}
	files, _ := filepath.Glob(filepath.Join(root, "migrations", "*.sql"))
	for _, path := range files {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range tableSQL.FindAllStringSubmatch(string(raw), -1) {
			add(m[1], "id")
			for _, u := range uniqueSQL.FindAllStringSubmatch(m[2], -1) {
				add(m[1], u[1]+","+u[2])
			}
		}
		for _, m := range indexSQL.FindAllStringSubmatch(string(raw), -1) {
			add(m[1], m[2])
		}
	}
	return out
}

func TestEverySortableColumnHasAnIndex(t *testing.T) {
	indexed, tables := indexedColumns(t), map[string]string{}
	for _, model := range records {
		tables[fmt.Sprintf("%T", model)], _ = store.Shape(model)
	}
	for _, s := range sources(t) {
		for _, line := range strings.Split(s.text, "\n") {
			if !strings.Contains(line, "store.Sorts{") || strings.Contains(line, "// no index:") {
				continue
			}
			table := s.pkg // a list of sorts that stands alone is of the package's own record
			if m := pagedLine.FindStringSubmatch(line); m != nil {
				table = tables[s.pkg+"."+m[1]]
			}
			for _, m := range sortLine.FindAllStringSubmatch(line, -1) {
				if !indexed[table][m[1]] {
					t.Errorf("%s: lists of %s sort by %q, which no index holds; add one or write \"// no index: reason\" on the line", s.path, table, m[1])
				}
			}
		}
	}
}

// capabilities are the packages whose exported nouns must stand in GLOSSARY.md.
var capabilities = []string{"listing", "audit", "appraisal", "statistic", "enterprise", "agency", "expert", "account", "event", "petition", "equivalence", "duplicate", "keyunit", "indexsystem", "level"}

func TestExportedNounsStandInTheGlossary(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(root, "GLOSSARY.md"))
	if err != nil {
		t.Fatal(err)
	}
	glossary := string(raw)
	for _, s := range sources(t) {
		if !slices.Contains(capabilities, s.pkg) {
			continue
		}
		for _, d := range s.file.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range g.Specs {
				typ, ok := spec.(*ast.TypeSpec)
				if !ok || !typ.Name.IsExported() || !isRecord(s, typ.Name.Name) {
					continue
				}
				if !strings.Contains(glossary, "`"+typ.Name.Name) && !strings.Contains(glossary, "."+typ.Name.Name) {
					t.Errorf("%s: the noun %s is not in GLOSSARY.md", s.path, typ.Name.Name)
				}
			}
		}
	}
}

// isRecord tells whether a type embeds bun.BaseModel: records are the nouns; inputs and services are not.
func isRecord(s source, name string) bool {
	found := false
	ast.Inspect(s.file, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok || spec.Name.Name != name {
			return true
		}
		if st, ok := spec.Type.(*ast.StructType); ok {
			found = found || embeds(st, "&{bun BaseModel}")
		}
		return false
	})
	return found
}

func embeds(st *ast.StructType, what string) bool {
	return slices.ContainsFunc(st.Fields.List, func(f *ast.Field) bool { return len(f.Names) == 0 && fmt.Sprint(f.Type) == what })
}
