package sheet

import (
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// Template writes an empty workbook to fill in: titles with * on required columns, text and date formats set,
// drop-down lists for choices, and a page of explanations. It is small, so that it need not stream.
func (n Noun[T]) Template(w io.Writer) error {
	blank := n
	blank.Columns = nil
	for _, c := range n.Columns {
		if c.Set != nil && !c.Hidden {
			blank.Columns = append(blank.Columns, c)
		}
	}
	return blank.book(w, nil)
}

// Filled writes what is there into such a workbook, to be mended and uploaded again (预填表). What must not be changed is
// grey and refuses to be typed over.
func (n Noun[T]) Filled(w io.Writer, rows []*T) error { return n.book(w, rows) }

// book writes one workbook with these rows.
func (n Noun[T]) book(w io.Writer, rows []*T) (err error) {
	if len(n.Columns) > MaxColumns {
		return fmt.Errorf("noun %s has more than %d columns", n.Name, MaxColumns)
	}
	f := excelize.NewFile()
	defer closing(f, &err)
	looks, err := newLooks(f)
	if err != nil {
		return err
	}
	name := sheetName(n.Title)
	if err := f.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	heads := n.heads()
	for i, c := range n.Columns {
		letter, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := templateColumn(f, name, letter, heads, c, looks, len(rows) > 0); err != nil {
			return err
		}
		if err := fill(f, name, letter, heads, c, rows, looks); err != nil {
			return err
		}
	}
	if err := f.SetPanes(name, frozen(heads)); err != nil {
		return err
	}
	if err := f.SetRowHeight(name, 1, 28); err != nil {
		return err
	}
	if err := n.notes(f, looks); err != nil {
		return err
	}
	return f.Write(w)
}

// heads is how many rows stand above the data: the titles, and the units where a column has one.
func (n Noun[T]) heads() int {
	for _, c := range n.Columns {
		if c.Unit != "" {
			return 2
		}
	}
	return 1
}

func unitOf(unit string) string { return "（" + unit + "）" }

// templateRows is how far formats and drop-down lists reach in a template.
const templateRows = 10_000

func templateColumn[T any](f *excelize.File, sheet, letter string, heads int, c Column[T], looks *looks, filled bool) error {
	title, style := c.Title, looks.header
	if c.Required {
		title, style = title+"*", looks.required
	}
	if err := f.SetColWidth(sheet, letter, letter, columnWidth(c.Width, title)); err != nil {
		return err
	}
	if c.Kind != Decimal && c.Kind != Quantity {
		format := looks.text
		if c.Kind == Date {
			format = looks.date
		}
		// The format is what keeps a table program from turning an 18-digit code into 9.1E+17.
		if err := f.SetColStyle(sheet, letter, format); err != nil {
			return err
		}
	}
	if err := f.SetCellValue(sheet, letter+"1", title); err != nil {
		return err
	}
	if err := f.SetCellStyle(sheet, letter+"1", letter+"1", style); err != nil {
		return err
	}
	if heads == 2 {
		unit := ""
		if c.Unit != "" {
			unit = unitOf(c.Unit)
		}
		if err := f.SetCellValue(sheet, letter+"2", unit); err != nil {
			return err
		}
		if err := f.SetCellStyle(sheet, letter+"2", letter+"2", looks.header); err != nil {
			return err
		}
	}
	if c.Hidden {
		return f.SetColVisible(sheet, letter, false)
	}
	if c.Set == nil || c.Fixed && filled {
		return nil // its cells have a rule of their own
	}
	return validation(f, sheet, letter, c)
}

// fill writes the cells of one column. Cells that must not be changed are locked by a rule that nothing satisfies: that
// keeps rows movable and new ones possible, which a protected sheet would not.
func fill[T any](f *excelize.File, sheet, letter string, heads int, c Column[T], rows []*T, looks *looks) error {
	for i, r := range rows {
		at := letter + strconv.Itoa(heads+i+1)
		value := looks.cell(c.Kind, c.Get(r))
		if styled, ok := value.(excelize.Cell); ok {
			value = styled.Value
			if err := f.SetCellStyle(sheet, at, at, styled.StyleID); err != nil {
				return err
			}
		}
		if err := f.SetCellValue(sheet, at, value); err != nil {
			return err
		}
	}
	if len(rows) == 0 || c.Set != nil && !c.Fixed {
		return nil
	}
	from, to := letter+strconv.Itoa(heads+1), letter+strconv.Itoa(heads+len(rows))
	if err := f.SetCellStyle(sheet, from, to, looks.fixed); err != nil {
		return err
	}
	v := excelize.NewDataValidation(false)
	v.Sqref = from + ":" + to
	if err := v.SetRange("FALSE()", "", excelize.DataValidationTypeCustom, excelize.DataValidationOperatorEqual); err != nil {
		return err
	}
	v.SetError(excelize.DataValidationErrorStyleStop, cut(c.Title, 30), "此格用于识别或者核对，不能改动。")
	return f.AddDataValidation(sheet, v)
}
