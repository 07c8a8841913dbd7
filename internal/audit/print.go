package audit

import (
	"context"
	"strings"

	"qingshen/internal/calendar"
	"qingshen/internal/dossier"
	"qingshen/internal/formula"
	"qingshen/internal/store"
)

// DossierPrint is the whole dossier as it is put on paper (审核资料打印件): every table of the form that the track asks for, with all
// its columns, filled in or not.
type DossierPrint struct {
	Title      string        `json:"title"`
	Edition    string        `json:"edition" doc:"表单版本"`
	Cite       string        `json:"cite" doc:"表单的依据"`
	CaseNo     string        `json:"case_no"`
	Enterprise string        `json:"enterprise"`
	Agency     string        `json:"agency"`
	PrintedOn  calendar.Date `json:"printed_on"`
	Tables     []PrintTable  `json:"tables" nullable:"false"`
}

// PrintTable is one table on paper.
type PrintTable struct {
	No     string     `json:"no" doc:"表号"`
	Title  string     `json:"title"`
	Record bool       `json:"record" doc:"只有一行，按栏目排列"`
	Wide   bool       `json:"wide" doc:"横放"`
	Heads  []string   `json:"heads" nullable:"false"`
	Rows   [][]string `json:"rows" nullable:"false"`
}

// across is how many columns a page of A4 takes upright.
const across = 9

// Print gives the dossier of an audit as it is put on paper.
func (s *Service) Print(ctx context.Context, id string) (*DossierPrint, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*DossierPrint, error) {
		a, err := find(tx, id)
		if err != nil {
			return nil, err
		}
		d, err := s.dossierOf(tx, a)
		if err != nil {
			return nil, err
		}
		form := s.formOf(a)
		book, _ := form.Read(d)
		p := &DossierPrint{Title: form.Title, Edition: form.Edition, Cite: form.Cite, CaseNo: a.CaseNo, Enterprise: a.EnterpriseName, Agency: a.AgencyName, PrintedOn: tx.Today(), Tables: []PrintTable{}}
		for _, t := range form.Tables {
			if d.Skips(t) || t.Kept != "" && len(book.Lines(t.ID)) == 0 {
				continue
			}
			p.Tables = append(p.Tables, printed(book, t))
		}
		return p, nil
	})
}

func printed(book *dossier.Book, t *dossier.Table) PrintTable {
	p := PrintTable{No: t.No, Title: t.Title, Record: t.Record, Heads: []string{}, Rows: [][]string{}}
	columns := []*dossier.Column{}
	for _, c := range t.Columns {
		if !strings.HasPrefix(c.ID, "stated_") { // what an earlier report stated is no part of the form on paper
			columns = append(columns, c)
			p.Heads = append(p.Heads, printedHead(c))
		}
	}
	p.Wide = !t.Record && len(columns) > across
	for _, l := range book.Lines(t.ID) {
		row := []string{}
		for _, c := range columns {
			row = append(row, printedCell(l, c))
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

func printedHead(c *dossier.Column) string {
	if c.Unit == "" || c.Unit == c.Title {
		return c.Title
	}
	return c.Title + "（" + c.Unit + "）"
}

// printedCell gives a cell as it was typed, with its unit where neither the head nor the row says it.
func printedCell(l *dossier.Line, c *dossier.Column) string {
	cell := l.Cell(c.ID)
	switch {
	case c.Computed():
		return strings.TrimSuffix(l.Show(c.ID), " "+c.Unit)
	case cell.Value.Kind == formula.Truth:
		return dossier.ShowIn(cell.Value, nil)
	case cell.Unit == nil || cell.Unit.Symbol == c.Unit || cell.Unit.Symbol == l.Cell(c.UnitFrom).Typed:
		return cell.Typed
	}
	return cell.Typed + " " + cell.Unit.Symbol
}
