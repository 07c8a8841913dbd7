package sheet

import (
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// looks are the cell styles of the files that we write: black on white, thin grey lines, one colour for headers.
type looks struct {
	title, header, required, text, date, wrapped, fixed int
	faulty, warned, faultyDate, warnedDate              int
}

func newLooks(f *excelize.File) (*looks, error) {
	var l looks
	day := "yyyy-mm-dd"
	thin := []excelize.Border{{Type: "left", Color: "BFBFBF", Style: 1}, {Type: "right", Color: "BFBFBF", Style: 1},
		{Type: "top", Color: "BFBFBF", Style: 1}, {Type: "bottom", Color: "BFBFBF", Style: 1}}
	fill := func(color string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
	}
	middle := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	for _, s := range []struct {
		id    *int
		style excelize.Style
	}{
		{&l.title, excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}}},
		{&l.header, excelize.Style{Font: &excelize.Font{Bold: true}, Fill: fill("E7EEF5"), Border: thin, Alignment: middle}},
		{&l.required, excelize.Style{Font: &excelize.Font{Bold: true, Color: "9C0006"}, Fill: fill("E7EEF5"), Border: thin, Alignment: middle}},
		{&l.text, excelize.Style{NumFmt: 49}},
		{&l.date, excelize.Style{CustomNumFmt: &day}},
		{&l.fixed, excelize.Style{NumFmt: 49, Fill: fill("F2F2F2"), Font: &excelize.Font{Color: "595959"}}},
		{&l.wrapped, excelize.Style{Border: thin, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}},
		{&l.faulty, excelize.Style{NumFmt: 49, Fill: fill("FFC7CE"), Font: &excelize.Font{Color: "9C0006"}}},
		{&l.warned, excelize.Style{NumFmt: 49, Fill: fill("FFEB9C"), Font: &excelize.Font{Color: "7F6000"}}},
		{&l.faultyDate, excelize.Style{CustomNumFmt: &day, Fill: fill("FFC7CE"), Font: &excelize.Font{Color: "9C0006"}}},
		{&l.warnedDate, excelize.Style{CustomNumFmt: &day, Fill: fill("FFEB9C"), Font: &excelize.Font{Color: "7F6000"}}},
	} {
		id, err := f.NewStyle(&s.style)
		if err != nil {
			return nil, err
		}
		*s.id = id
	}
	return &l, nil
}

// cell gives the value for the stream writer: dates and numbers as such, so that people can sort and sum.
func (l *looks) cell(kind Kind, s string) any {
	switch {
	case s == "":
		return nil
	case kind == Date:
		if n, ok := dateNumber(s); ok {
			return excelize.Cell{StyleID: l.date, Value: n}
		}
	case kind == Decimal || kind == Quantity:
		if n, ok := number(s); ok {
			return n
		}
	}
	return excelize.Cell{StyleID: l.text, Value: s}
}

// number gives a decimal for a cell. Table programs keep 15 digits: up to there the conversion gives back the same
// digits, and beyond the number stays text, so that nothing is rounded silently.
func number(s string) (any, bool) {
	if !plainNumber.MatchString(s) || len(strings.Trim(strings.Replace(s, ".", "", 1), "-+0")) > 15 {
		return nil, false
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return nil, false
	}
	return f, true
}
