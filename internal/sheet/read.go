package sheet

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"qingshen/internal/fault"
)

// Reading is a file whose header has been understood.
type Reading[T any] struct {
	// Warnings are remarks on the file as a whole, such as columns that are ignored.
	Warnings []string
	// Sheet is the name of the sheet that is read.
	Sheet string
	// HeaderRow is the row of the header, counted from 1.
	HeaderRow int

	noun   Noun[T]
	source *Source
	layout layout
	named  []string // units that the row of units names in the place of those of the columns
}

// Row is one row of a file.
type Row[T any] struct {
	Number int         // as the table program counts, from 1
	Raw    []string    // cells as they stand, by column of the file; valid until the next row
	Value  *T          // what was understood; usable when OK
	Faults []CellFault // errors and warnings
}

// OK tells that the row has no error; it may have warnings.
func (r Row[T]) OK() bool {
	return !slices.ContainsFunc(r.Faults, func(f CellFault) bool { return f.Severity == Error })
}

// Read finds the header and maps the columns in whatever order they stand. The fault names all missing
// required columns, which titles would do, and columns that occur twice.
func (n Noun[T]) Read(s *Source) (*Reading[T], error) {
	l, err := n.findHeader(s)
	if err != nil {
		return nil, err
	}
	r := &Reading[T]{noun: n, source: s, layout: l, Sheet: s.sheets()[l.sheet], HeaderRow: l.header}
	if len(l.unknown) > 0 {
		r.Warnings = append(r.Warnings, "以下列不属于本表，未读取："+strings.Join(l.unknown, "、")+"。")
	}
	if names := s.sheets(); len(names) > 1 {
		r.Warnings = append(r.Warnings, "工作簿有多张工作表，只读取“"+r.Sheet+"”。")
	}
	return r, nil
}

// Rows gives the rows below the header. Blank rows are skipped. The error is that of the file, after which nothing
// follows; faults of cells are in the row.
func (r *Reading[T]) Rows() iter.Seq2[Row[T], error] {
	return func(yield func(Row[T], error) bool) {
		g, err := r.source.grid(r.layout.sheet)
		if err != nil {
			yield(Row[T]{}, err)
			return
		}
		defer g.Close()
		seen := r.noun.newSeen()
		for count := 0; ; {
			number, cells, err := g.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(Row[T]{}, err)
				return
			}
			if number <= r.layout.header || r.empty(cells) || number == r.layout.header+1 && r.units(cells) {
				continue
			}
			if count++; count > MaxRows {
				yield(Row[T]{}, fault.Invalid(fmt.Sprintf("超过 %d 行。请拆分成几个文件上传。", MaxRows)))
				return
			}
			if !yield(r.row(number, cells, seen), nil) {
				return
			}
		}
	}
}

// All reads the whole file into memory: the rows that are usable, and all faults.
func (r *Reading[T]) All() (values []*T, faults []CellFault, err error) {
	for row, err := range r.Rows() {
		if err != nil {
			return nil, nil, err
		}
		faults = append(faults, row.Faults...)
		if row.OK() && row.Value != nil {
			values = append(values, row.Value)
		}
	}
	return values, faults, nil
}

// empty tells a row that has nothing in the columns of the noun.
func (r *Reading[T]) empty(cells []cell) bool {
	for _, at := range r.layout.at {
		if at >= 0 && at < len(cells) && (cells[at].kind != cellText || tidy(cells[at].text) != "") {
			return false
		}
	}
	return true
}

// units tells the row of units below the titles, and notes where it names others than those of the columns.
func (r *Reading[T]) units(cells []cell) bool {
	found := false
	named := make([]string, len(r.noun.Columns))
	for i, at := range r.layout.at {
		if at < 0 || at >= len(cells) || tidy(cells[at].text) == "" {
			continue
		}
		c, text := r.noun.Columns[i], tidy(cells[at].text)
		if c.Unit != "" && text == tidy(unitOf(c.Unit)) {
			found = true
			continue
		}
		word := strings.Trim(text, "（）()")
		if c.Unit == "" || c.Measures == nil || !c.Measures(word) {
			return false
		}
		found, named[i] = true, word
	}
	if found {
		r.named = named
	}
	return found
}

// seen remembers the values of unique columns and the row where each stood first.
type seen []map[string]int

func (n Noun[T]) newSeen() seen {
	s := make(seen, len(n.Columns))
	for i, c := range n.Columns {
		if c.Unique {
			s[i] = map[string]int{}
		}
	}
	return s
}

func (r *Reading[T]) row(number int, cells []cell, seen seen) Row[T] {
	row := Row[T]{Number: number, Raw: make([]string, len(cells))}
	for i, c := range cells {
		row.Raw[i] = c.text
	}
	if total, column := r.totals(cells); total != "" {
		row.Faults = append(row.Faults, CellFault{Row: number, Column: column, Value: total, Severity: Warning,
			Message: "“" + total + "”行不是数据，未导入。"})
		return row
	}
	row.Value = new(T)
	for i, c := range r.noun.Columns {
		at := r.layout.at[i]
		if at < 0 || c.Set == nil {
			continue
		}
		found := cell{}
		if at < len(cells) {
			found = cells[at]
		}
		row.Faults = append(row.Faults, r.set(row.Value, number, i, found, seen)...)
	}
	if r.noun.Check != nil && row.OK() {
		row.Faults = append(row.Faults, r.checked(number, cells, r.noun.Check(row.Value))...)
	}
	return row
}

// set cleans one cell and puts it into the value.
func (r *Reading[T]) set(value *T, number, i int, found cell, seen seen) []CellFault {
	c := r.noun.Columns[i]
	at := CellFault{Row: number, Column: r.layout.titles[r.layout.at[i]], Value: found.text, Severity: Error}
	var faults []CellFault
	if found.merged > 0 {
		w := at
		w.Severity, w.Message = Warning, fmt.Sprintf("单元格是合并的，第 %d 行至第 %d 行都按“%s”读取。", number-1, found.merged, found.text)
		faults = append(faults, w)
	}
	text, e := read(c.Kind, c.Choices, c.Blanks, found)
	if e != nil {
		return append(faults, r.fault(at, e))
	}
	if text == "" {
		if c.Required {
			at.Message = "不能为空。请填写" + c.Title + "。"
			if tidy(found.text) != "" {
				at.Message = "写的是“" + tidy(found.text) + "”，等于没有填写。请填写" + c.Title + "。"
			}
			return append(faults, at)
		}
		return faults
	}
	set := c.Set
	if r.named != nil && r.named[i] != "" {
		set = func(value *T, text string) error { return c.SetIn(value, text, r.named[i]) }
	}
	if err := set(value, text); err != nil {
		f := r.fault(at, err)
		faults = append(faults, f)
		if f.Severity == Error {
			return faults
		}
	}
	if seen[i] != nil {
		if first, again := seen[i][text]; again {
			at.Message = fmt.Sprintf("与第 %d 行重复。%s在一个文件里只能出现一次，请删除其中一行或改正。", first, c.Title)
			return append(faults, at)
		}
		seen[i][text] = number
	}
	return faults
}

// fault spreads what Set or Check said over the cell fault.
func (r *Reading[T]) fault(at CellFault, err error) CellFault {
	at.Message, at.Severity = err.Error(), Error
	var e *CellError
	var f *fault.Fault
	switch {
	case errors.As(err, &e):
		at.Message, at.Proposal, at.Severity = e.Message, e.Proposal, e.Severity
	case errors.As(err, &f):
		at.Message = f.Message
		for _, field := range f.Fields {
			at.Message += field.Message
		}
	}
	return at
}

// checked turns the faults of a whole row into faults of its cells.
func (r *Reading[T]) checked(number int, cells []cell, err error) []CellFault {
	if err == nil {
		return nil
	}
	var f *fault.Fault
	if !errors.As(err, &f) || len(f.Fields) == 0 {
		return []CellFault{r.fault(CellFault{Row: number}, err)}
	}
	var all []CellFault
	for _, field := range f.Fields {
		at := CellFault{Row: number, Message: field.Message, Severity: Error}
		for i, c := range r.noun.Columns {
			if c.Key != field.Path {
				continue
			}
			at.Column = c.Title
			if column := r.layout.at[i]; column >= 0 {
				at.Column = r.layout.titles[column]
				if column < len(cells) {
					at.Value = cells[column].text
				}
			}
		}
		all = append(all, at)
	}
	return all
}

// totals tells a row of sums, which people put under their lists.
func (r *Reading[T]) totals(cells []cell) (text, column string) {
	for i, c := range cells {
		text := tidy(c.text)
		if text == "" {
			continue
		}
		switch compact(text) {
		case "合计", "总计", "小计", "共计", "合计:", "总计:":
			if i < len(r.layout.titles) {
				column = r.layout.titles[i]
			}
			return text, column
		}
		return "", ""
	}
	return "", ""
}
