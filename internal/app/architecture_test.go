package app

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The house rules as tests: each fails with the sentence of the rule that was broken. They read the source itself.

const root = "../.."

// order lists the packages from left to right: a package imports only what stands to its right, and registries never
// each other. A package that is missing here fails too.
var layers = [][]string{
	{"app"},
	{"demo"},
	{"portal"},
	{"desk"},
	{"statistic", "past", "profile", "performance"},
	{"supervision"},
	{"appraisal"},
	{"event", "petition", "equivalence", "duplicate", "keyunit", "level"},
	{"audit"},
	{"listing"},
	{"indexsystem"},
	{"rating", "check", "report"},
	{"knowledge", "expert", "agency", "zone", "enterprise"}, // registries
	{"reminder"},
	{"account"},
	{"candidate"},
	{"workbook"},
	{"reference"},
	{"flow"},
	{"deadline"},
	{"message"},
	{"job"},
	{"file"},
	{"rest"},
	{"store"},
	{"document", "docx", "sheet", "channel", "ical"},
	{"zipsafe"},
	{"figure"},
	{"statute"},
	{"dossier"},
	{"formula"},
	{"unit"},
	{"access"},
	{"calendar"},
	{"fault"},
}

type source struct {
	path, pkg string
	file      *ast.File
	set       *token.FileSet
	text      string
}

func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	for _, top := range []string{"internal", "cmd"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, text, parser.ParseComments)
			if err != nil {
				return err
			}
			relative, _ := filepath.Rel(root, path)
			out = append(out, source{filepath.ToSlash(relative), packageOf(relative), file, set, string(text)})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func packageOf(path string) string {
	parts := strings.Split(filepath.ToSlash(path), "/")
	if parts[0] == "internal" {
		return parts[1]
	}
	return parts[0]
}

func layer(pkg string) int {
	return slices.IndexFunc(layers, func(names []string) bool { return slices.Contains(names, pkg) })
}

func TestImportsFollowTheProcedureOneWay(t *testing.T) {
	for _, s := range sources(t) {
		if s.pkg == "cmd" {
			continue
		}
		own := layer(s.pkg)
		if own < 0 {
			t.Errorf("%s: package %q has no place in the order of imports; add it to layers in architecture_test.go", s.path, s.pkg)
			continue
		}
		for _, i := range s.file.Imports {
			path, ok := strings.CutPrefix(strings.Trim(i.Path.Value, `"`), "qingshen/internal/")
			if !ok {
				continue
			}
			other := strings.Split(path, "/")[0]
			if other == s.pkg || strings.HasSuffix(path, "test") {
				continue
			}
			if layer(other) <= own {
				t.Errorf("%s imports %s: imports follow the procedure of the law one way, and registries never import each other", s.path, other)
			}
		}
	}
}

func TestOnlyStoreFilesTalkToTheDatabase(t *testing.T) {
	for _, s := range sources(t) {
		base := filepath.Base(s.path)
		for _, i := range s.file.Imports {
			path := strings.Trim(i.Path.Value, `"`)
			switch {
			case path == "github.com/uptrace/bun" && s.pkg != "store" && s.pkg != "demo" && !strings.HasPrefix(base, "store") && !onlyBaseModel(s):
				t.Errorf("%s imports bun: only store.go files and internal/store may query; elsewhere bun may only mark a record's table", s.path)
			case strings.HasPrefix(path, "github.com/danielgtaylor/huma") && s.pkg != "rest" && !strings.HasPrefix(base, "api"):
				t.Errorf("%s imports huma: only api.go files and internal/rest may", s.path)
			case (path == "database/sql" || strings.HasPrefix(path, "github.com/jackc/")) && s.pkg != "store" && !strings.HasPrefix(base, "store") && s.pkg != "cmd" && s.pkg != "calendar":
				t.Errorf("%s imports %s: only store.go files and internal/store may", s.path, path)
			}
		}
	}
}

// queries are the ways into the database that need no import of it.
var queries = []string{"Raw", "NewRaw", "NewSelect", "NewInsert", "NewUpdate", "NewDelete", "Select"}

// A statement is a statement whether or not its file names the library.
func TestOnlyStoreFilesBuildStatements(t *testing.T) {
	for _, s := range sources(t) {
		if strings.HasPrefix(filepath.Base(s.path), "store") || slices.Contains([]string{"store", "demo"}, s.pkg) || strings.Contains(s.path, "apptest/") {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok && slices.Contains(queries, sel.Sel.Name) {
				t.Errorf("%s calls %s: only store.go files and internal/store may query", s.path, sel.Sel.Name)
			}
			return true
		})
	}
}

// onlyBaseModel tells whether a file uses bun for nothing but bun.BaseModel.
func onlyBaseModel(s source) bool {
	only := true
	ast.Inspect(s.file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "bun" && sel.Sel.Name != "BaseModel" {
				only = false
			}
		}
		return only
	})
	return only
}

// now may be called for facts by the store's clock alone, so that tests and the demonstration can set it. The others
// measure durations, which are no facts.
var mayCallNow = []string{"internal/store/clock.go", "internal/app/metrics.go", "internal/demo/", "cmd/bench/", "internal/store/storetest/"}

// asksTime are the functions that look at the clock of the machine, under whatever name.
var asksTime = []string{"Now", "Since", "Until"}

func TestOnlyTheClockTellsTheTime(t *testing.T) {
	for _, s := range sources(t) {
		if slices.ContainsFunc(mayCallNow, func(p string) bool { return strings.HasPrefix(s.path, p) }) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains(asksTime, sel.Sel.Name) {
					t.Errorf("%s: time.%s: facts take their time from the transaction (tx.Now, tx.Today)", s.set.Position(n.Pos()), sel.Sel.Name)
				}
			}
			return true
		})
	}
}

func TestNobodyAsksWhichDatabaseItIs(t *testing.T) {
	words := []string{"Dialect()", "dialect.", "sqlitedialect", "pgdialect", `"sqlite"`, `"postgres"`, `"pgx"`}
	for _, s := range sources(t) {
		if s.pkg == "store" || s.pkg == "cmd" {
			continue
		}
		for _, word := range words {
			if strings.Contains(s.text, word) {
				t.Errorf("%s contains %s: which database it is, is asked in internal/store only", s.path, word)
			}
		}
	}
}

func TestFilesStaySmall(t *testing.T) {
	const maxLines, maxFunction = 400, 60
	for _, s := range sources(t) {
		if lines := strings.Count(s.text, "\n"); lines > maxLines {
			t.Errorf("%s has %d lines; split it at a noun (limit %d)", s.path, lines, maxLines)
		}
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			if lines := s.set.Position(f.End()).Line - s.set.Position(f.Pos()).Line + 1; lines > maxFunction {
				t.Errorf("%s: %s has %d lines; split it at a thought (limit %d)", s.path, f.Name.Name, lines, maxFunction)
			}
		}
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	said := map[string]bool{}
	for _, s := range sources(t) {
		dir := filepath.Dir(s.path)
		said[dir] = said[dir] || (s.file.Doc != nil && len(s.file.Doc.Text()) > 20)
	}
	for dir, ok := range said {
		if !ok {
			t.Errorf("%s has no package comment: say what it is, with the Chinese term and the article", dir)
		}
	}
}

var vagueNames = []string{"util", "utils", "helper", "helpers", "common", "types", "misc", "base"}

func TestFilesAreNamedByTheDomain(t *testing.T) {
	for _, s := range sources(t) {
		name := strings.TrimSuffix(filepath.Base(s.path), ".go")
		if slices.Contains(vagueNames, name) {
			t.Errorf("%s: name the file by a noun or verb of the domain", s.path)
		}
	}
}

var otherAudit = regexp.MustCompile(`(?i)audit[ _-]?(log|trail)|审计日志|审计记录|操作审计`)

func TestAuditMeansTheCleanerProductionAudit(t *testing.T) {
	for _, s := range sources(t) {
		if found := otherAudit.FindString(s.text); found != "" {
			t.Errorf("%s says %q: audit is 清洁生产审核 alone; the record of who changed what is the journal (操作日志)", s.path, found)
		}
	}
}
