package sheet

import (
	"cmp"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Annotate writes the file back as xlsx with the two columns 校验结果 and 修改建议 at its end and faulty cells
// coloured, so that people mend their own file and upload it again. Other sheets and looks are left out.
// Comments on cells are left out too: the streaming writer has none, and the two columns print.
func (r *Reading[T]) Annotate(faults []CellFault, w io.Writer) (err error) {
	f := excelize.NewFile()
	defer closing(f, &err)
	looks, err := newLooks(f)
	if err != nil {
		return err
	}
	name := sheetName(r.Sheet)
	if err := f.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	sw, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	a := &annotation[T]{Reading: r, looks: looks, sw: sw, faults: slices.Clone(faults), columns: map[string]int{}, end: len(r.layout.titles)}
	if err := a.write(); err != nil {
		return err
	}
	if err := sw.Flush(); err != nil {
		return err
	}
	return f.Write(w)
}

type annotation[T any] struct {
	*Reading[T]
	looks   *looks
	sw      *excelize.StreamWriter
	faults  []CellFault    // by row; what was written is taken off
	columns map[string]int // column of the file by its title
	end     int            // first of the two added columns
}

func (a *annotation[T]) write() error {
	slices.SortStableFunc(a.faults, func(x, y CellFault) int { return cmp.Compare(x.Row, y.Row) })
	if err := a.prepare(); err != nil {
		return err
	}
	g, err := a.source.grid(a.layout.sheet)
	if err != nil {
		return err
	}
	defer g.Close()
	for {
		row, cells, err := g.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := a.row(row, cells); err != nil {
			return err
		}
	}
}

// prepare sets widths and the frozen header, and drops the columns of an earlier annotation.
func (a *annotation[T]) prepare() error {
	for i, t := range a.layout.titles {
		if k := titleKey(t); k == titleKey(resultTitle) || k == titleKey(adviseTitle) {
			a.end = min(a.end, i)
		}
		if _, taken := a.columns[t]; !taken {
			a.columns[t] = i
		}
		if err := a.sw.SetColWidth(i+1, i+1, columnWidth(0, cut(t, 20))); err != nil {
			return err
		}
	}
	if err := a.sw.SetColWidth(a.end+1, a.end+2, 60); err != nil {
		return err
	}
	return a.sw.SetPanes(frozen(a.layout.header))
}

func (a *annotation[T]) row(row int, cells []cell) error {
	line := make([]any, a.end+2)
	header := row == a.layout.header
	for i, c := range cells {
		if i >= a.end || c.text == "" {
			continue
		}
		line[i] = a.looks.original(c)
		if header {
			line[i] = excelize.Cell{StyleID: a.looks.header, Value: c.text}
		}
	}
	var options []excelize.RowOpts
	if header {
		line[a.end] = excelize.Cell{StyleID: a.looks.header, Value: resultTitle}
		line[a.end+1] = excelize.Cell{StyleID: a.looks.header, Value: adviseTitle}
		options = append(options, excelize.RowOpts{Height: 28})
	}
	from := 0
	for from < len(a.faults) && a.faults[from].Row < row {
		from++
	}
	to := from
	for to < len(a.faults) && a.faults[to].Row == row {
		to++
	}
	if to > from && !header {
		a.mark(line, cells, a.faults[from:to])
	}
	a.faults = a.faults[to:]
	return a.sw.SetRow("A"+strconv.Itoa(row), line, options...)
}

// mark colours the cells and writes the two columns.
func (a *annotation[T]) mark(line []any, cells []cell, faults []CellFault) {
	var results, advice []string
	style := a.looks.warned
	for _, f := range faults {
		own, day := a.looks.warned, a.looks.warnedDate
		word := "提示"
		if f.Severity == Error {
			own, day, word = a.looks.faulty, a.looks.faultyDate, "错误"
			style = own
		}
		where := ""
		if f.Column != "" {
			where = "【" + f.Column + "】"
		}
		results = append(results, word+where+f.Message)
		if f.Proposal != "" {
			advice = append(advice, where+"改为："+f.Proposal)
		}
		i, known := a.columns[f.Column]
		if !known || i >= a.end {
			continue
		}
		c := excelize.Cell{StyleID: own}
		if i < len(cells) && cells[i].text != "" {
			c = a.looks.original(cells[i])
			if c.StyleID = own; cells[i].kind == cellDate {
				c.StyleID = day
			}
		}
		if before, ok := line[i].(excelize.Cell); ok && (before.StyleID == a.looks.faulty || before.StyleID == a.looks.faultyDate) {
			continue // an error on the cell outweighs a warning
		}
		line[i] = c
	}
	line[a.end] = excelize.Cell{StyleID: style, Value: cutCell(strings.Join(results, "\n"))}
	if len(advice) > 0 {
		line[a.end+1] = excelize.Cell{StyleID: a.looks.text, Value: cutCell(strings.Join(advice, "\n"))}
	}
}

func cutCell(s string) string { return cut(s, MaxCell/2) }

// original gives a cell as it stood: numbers and dates as such, everything else as text.
func (l *looks) original(c cell) excelize.Cell {
	switch c.kind {
	case cellDate:
		if n, ok := dateNumber(c.text); ok {
			return excelize.Cell{StyleID: l.date, Value: n}
		}
	case cellNumber:
		if n, ok := number(c.text); ok {
			return excelize.Cell{Value: n}
		}
	}
	return excelize.Cell{StyleID: l.text, Value: c.text}
}
