package sheet

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"qingshen/internal/fault"
)

// xlsxGrid reads one sheet of a workbook as a stream.
// It is our own and not excelize's Rows, which gives neither the type of a cell nor whether a number is a date,
// and takes a sheet that breaks off in the middle for its end (ADR 0020).
type xlsxGrid struct {
	book   *workbook
	name   string
	rc     io.ReadCloser
	d      *xmlStream
	row    int
	ended  bool
	cells  []cell
	merges []merge // by first row
	active []activeMerge
}

type merge struct{ firstRow, lastRow, column int }

type activeMerge struct {
	merge
	value cell
}

func (b *workbook) grid(s bookSheet) (*xlsxGrid, error) {
	merges, err := b.merges(s)
	if err != nil {
		return nil, err
	}
	rc, err := s.entry.Open()
	if err != nil {
		return nil, broken(s.entry.Name)
	}
	return &xlsxGrid{book: b, name: s.entry.Name, rc: rc, d: newXML(rc), merges: merges}, nil
}

// Close ends the reading.
func (g *xlsxGrid) Close() error { return g.rc.Close() }

func (g *xlsxGrid) next() (int, []cell, error) {
	if g.ended {
		return 0, nil, io.EOF
	}
	for {
		t, err := g.d.RawToken()
		if err != nil {
			return 0, nil, orBroken(cutOff(err), g.name)
		}
		switch e := t.(type) {
		case xml.StartElement:
			if e.Name.Local != "row" {
				continue
			}
			g.row++
			if n, err := strconv.Atoi(attribute(e, "r")); err == nil && n > 0 {
				g.row = n
			}
			if err := g.readRow(); err != nil {
				return 0, nil, orBroken(err, g.name)
			}
			g.fillMerged()
			return g.row, g.cells, nil
		case xml.EndElement:
			if e.Name.Local == "sheetData" {
				g.ended = true
				return 0, nil, io.EOF
			}
		}
	}
}

func (g *xlsxGrid) readRow() error {
	g.cells = g.cells[:0]
	column := -1
	for {
		t, err := g.d.RawToken()
		if err != nil {
			return cutOff(err)
		}
		switch e := t.(type) {
		case xml.StartElement:
			if e.Name.Local != "c" {
				if err := skip(g.d); err != nil {
					return err
				}
				continue
			}
			column++
			if n := columnOf(attribute(e, "r")); n >= 0 {
				column = n
			}
			c, err := g.readCell(e)
			if err != nil {
				return err
			}
			if c.text == "" && c.kind == cellText {
				continue
			}
			if column >= MaxColumns {
				return fault.Invalid(fmt.Sprintf("第 %d 行的内容超过 %d 列。请删除右侧多余的列后再上传。", g.row, MaxColumns))
			}
			for len(g.cells) <= column {
				g.cells = append(g.cells, cell{})
			}
			g.cells[column] = c
		case xml.EndElement:
			if e.Name.Local == "row" {
				return nil
			}
		}
	}
}

// readCell reads the children of one <c>.
func (g *xlsxGrid) readCell(start xml.StartElement) (cell, error) {
	var value, inline strings.Builder
	formula := false
	for {
		t, err := g.d.RawToken()
		if err != nil {
			return cell{}, cutOff(err)
		}
		switch e := t.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "v":
				err = gather(g.d, &value)
			case "t":
				err = gather(g.d, &inline)
			case "f":
				formula = true
				err = skip(g.d)
			case "rPh":
				err = skip(g.d)
			}
			if err != nil {
				return cell{}, err
			}
		case xml.EndElement:
			if e.Name.Local == "c" {
				return g.typed(attribute(start, "t"), attribute(start, "s"), value.String(), inline.String(), formula)
			}
		}
	}
}

func (g *xlsxGrid) typed(kind, style, value, inline string, formula bool) (cell, error) {
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil {
			return cell{}, nil
		}
		text, err := g.book.strings.get(i)
		return cell{text: text}, err
	case "inlineStr":
		return cell{text: unescape(inline)}, nil
	case "str":
		return cell{text: unescape(value)}, nil
	case "e":
		return cell{text: value, kind: cellError}, nil
	case "b":
		if value == "1" {
			return cell{text: "是"}, nil
		}
		return cell{text: "否"}, nil
	case "d":
		day, _, _ := strings.Cut(value, "T")
		return cell{text: day, kind: cellDate}, nil
	}
	value = strings.TrimSpace(value)
	if value == "" {
		if formula {
			return cell{kind: cellFormula}, nil
		}
		return cell{}, nil
	}
	if i, err := strconv.Atoi(style); err == nil && i >= 0 && i < len(g.book.dates) && g.book.dates[i] {
		if day, ok := serialDate(value, g.book.from1904); ok {
			return cell{text: day, kind: cellDate, serial: value}, nil
		}
	}
	return cell{text: value, kind: cellNumber}, nil
}

// fillMerged gives the value of a cell that was merged downwards to every row that it covers, as a reader sees it.
// A row that has nothing else stays blank.
func (g *xlsxGrid) fillMerged() {
	if len(g.merges) == 0 && len(g.active) == 0 {
		return
	}
	empty := !slices.ContainsFunc(g.cells, func(c cell) bool { return c.text != "" })
	g.active = slices.DeleteFunc(g.active, func(m activeMerge) bool { return m.lastRow < g.row })
	for _, m := range g.active {
		if empty {
			break
		}
		for len(g.cells) <= m.column {
			g.cells = append(g.cells, cell{})
		}
		if g.cells[m.column].text == "" {
			c := m.value
			if g.row == m.firstRow+1 {
				c.merged = m.lastRow
			}
			g.cells[m.column] = c
		}
	}
	for len(g.merges) > 0 && g.merges[0].firstRow <= g.row {
		m := g.merges[0]
		g.merges = g.merges[1:]
		if len(g.active) < MaxColumns && m.firstRow == g.row && m.column < len(g.cells) && g.cells[m.column].text != "" {
			g.active = append(g.active, activeMerge{m, g.cells[m.column]})
		}
	}
}

const mergesMost = 50_000

// merges finds the vertically merged cells. They stand behind the rows, so that the sheet is unpacked once
// for them alone; looking for the bytes costs little.
func (b *workbook) merges(s bookSheet) ([]merge, error) {
	rc, err := s.entry.Open()
	if err != nil {
		return nil, broken(s.entry.Name)
	}
	defer rc.Close()
	mark := []byte(`mergeCell ref="`)
	const keep = 64 // longer than the mark and the longest reference together
	var all []merge
	buf := make([]byte, 1<<16)
	held := 0
	for {
		n, err := io.ReadFull(rc, buf[held:])
		held += n
		last := err != nil
		if last && !errors.Is(err, io.EOF) && err != io.ErrUnexpectedEOF {
			return nil, broken(s.entry.Name)
		}
		rest := buf[:held]
		for {
			at := bytes.Index(rest, mark)
			if at < 0 || !last && len(rest)-at < keep {
				break
			}
			rest = rest[at+len(mark):]
			end := bytes.IndexByte(rest, '"')
			if end < 0 || end > keep-len(mark) {
				continue
			}
			if m, ok := parseMerge(string(rest[:end])); ok && len(all) < mergesMost {
				all = append(all, m)
			}
		}
		if last {
			slices.SortStableFunc(all, func(a, b merge) int { return a.firstRow - b.firstRow })
			return all, nil
		}
		held = copy(buf, rest[max(0, len(rest)-keep):])
	}
}

// parseMerge reads a reference such as B3:B7; ok is false unless it spans several rows.
func parseMerge(ref string) (merge, bool) {
	from, to, found := strings.Cut(ref, ":")
	if !found {
		return merge{}, false
	}
	m := merge{rowOf(from), rowOf(to), columnOf(from)}
	return m, m.column >= 0 && m.column < MaxColumns && m.firstRow > 0 && m.lastRow > m.firstRow
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
