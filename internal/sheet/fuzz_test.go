package sheet

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"qingshen/internal/fault"
)

// Whatever a stranger sends, reading ends with rows or with a fault that people can read, never with a panic.
func FuzzSheetOfWorkbook(f *testing.F) {
	f.Add("<sheetData>" + headerXML(1) + rowXML(2, text("甲"), text(goodCode)) + "</sheetData>")
	f.Add(`<sheetData>` + headerXML(1) + `<row r="2"><c r="XFD2" t="s"><v>9</v></c><c r="A0"><v/></c></row></sheetData><mergeCells><mergeCell ref="A1:A9"/></mergeCells>`)
	f.Fuzz(func(t *testing.T, sheet string) {
		readAndAnnotate(t, book(t, sheet, "<t>甲</t>"))
	})
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("\xEF\xBB\xBF企业名称,代码\r甲,\"1\n2\"\r\n"))
	f.Add([]byte("\xFF\xFEa\x00,\x00"))
	f.Add([]byte("\xc6\xf3\xd2\xb5\xc3\xfb\xb3\xc6;\xb4\xfa\xc2\xeb\n"))
	f.Fuzz(readAndAnnotate)
}

func readAndAnnotate(t *testing.T, file []byte) {
	err := readThrough(file)
	var known *fault.Fault
	if err != nil && !errors.As(err, &known) {
		t.Fatalf("an error that nobody can read: %v", err)
	}
	if err != nil {
		return
	}
	s, err := Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r, err := plants.Read(s)
	if err != nil {
		t.Fatal(err)
	}
	_, faults, err := r.All()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Annotate(faults, io.Discard); err != nil {
		t.Fatalf("what was read cannot be written back: %v", err)
	}
}
