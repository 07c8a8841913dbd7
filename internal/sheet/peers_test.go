package sheet

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
)

// A real list of 110 enterprises as another province published it.
func TestPublishedList(t *testing.T) {
	const path = "../../../shared/data/peers/ningxia_110_enterprises.csv"
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		t.Skip("the published list is not here")
	}
	type entry struct{ name, code string }
	odd := map[int]string{}
	row := 0
	list := Noun[entry]{Name: "list", Title: "名单", Columns: []Column[entry]{
		{Title: "企业名称", Required: true, Set: func(e *entry, s string) error { e.name = s; return nil }},
		{Title: "统一社会信用代码", Aliases: []string{"代码"}, Required: true, Kind: Code, Blanks: []string{"0"}, Set: func(e *entry, s string) error {
			e.code = s
			if len([]rune(s)) != 18 {
				return Refuse("统一社会信用代码应为 18 位。", "")
			}
			return nil
		}},
	}}
	s, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r, err := list.Read(s)
	if err != nil {
		t.Fatal(err)
	}
	for got, err := range r.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		row++
		if got.Value.name == "" || strings.ContainsAny(got.Value.code, " \u00a0\u200b（）") {
			t.Errorf("row %d: %+v", got.Number, got.Value)
		}
		for _, f := range got.Faults {
			odd[got.Number] += f.Message
		}
	}
	if row != 110 || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], "许可证") {
		t.Errorf("%d rows, warnings %v", row, r.Warnings)
	}
	if len(odd) != 39 { // 35 empty in four spellings, 4 of a wrong length: the plain faults; check digits are the registry's matter
		t.Errorf("%d rows have a fault: %v", len(odd), odd)
	}
}
