package sheet

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func TestGlimpse(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	for at, v := range map[string]any{"A1": "名称", "C1": "用量", "A3": "铬酐", "C3": 0.1 + 0.2, "D3": "多"} {
		if err := f.SetCellValue("Sheet1", at, v); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.NewSheet("第二张"); err != nil {
		t.Fatal(err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	all, err := s.Glimpse(5, 10, 3)
	if err != nil || len(all) != 2 || all[0].Name != "Sheet1" || all[1].Name != "第二张" {
		t.Fatalf("%+v, %v", all, err)
	}
	first := all[0]
	if !first.Cut || len(first.Rows) != 2 || first.Rows[1].Number != 3 || strings.Join(first.Rows[0].Cells, "|") != "名称||用量" || strings.Join(first.Rows[1].Cells, "|") != "铬酐||0.3" {
		t.Errorf("%+v", first)
	}
	if one, err := s.Glimpse(1, 1, 3); err != nil || len(one) != 1 || len(one[0].Rows) != 1 || !one[0].Cut {
		t.Errorf("%+v, %v", one, err)
	}
	table := "a,b\n1,2\n"
	csv, err := Open(strings.NewReader(table), int64(len(table)))
	if err != nil {
		t.Fatal(err)
	}
	defer csv.Close()
	if all, err := csv.Glimpse(5, 10, 10); err != nil || len(all) != 1 || len(all[0].Rows) != 2 || all[0].Rows[1].Cells[1] != "2" {
		t.Errorf("%+v, %v", all, err)
	}
}
