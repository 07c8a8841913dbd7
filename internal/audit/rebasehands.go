package audit

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"qingshen/internal/dossier"
	"qingshen/internal/store"
)

// renames tells where the tables and columns of the edition before stand in the next one.
type renames struct {
	tables  map[string]string
	columns map[string]map[string]string // by the table of the edition before
}

func renamesOf(form *dossier.Form) renames {
	r := renames{tables: map[string]string{}, columns: map[string]map[string]string{}}
	for _, t := range form.Tables {
		was := t.ID
		if t.Was != "" {
			was = t.Was
		}
		r.tables[was], r.columns[was] = t.ID, map[string]string{}
		for _, c := range t.Columns {
			if c.Was != "" {
				r.columns[was][c.Was] = c.ID
			} else {
				r.columns[was][c.ID] = c.ID
			}
		}
	}
	return r
}

// place gives a place of the edition before as the next one calls it, and whether it is called otherwise. What was said of a column
// that is gone is said of its row.
func (r renames) place(section, column string) (string, string, bool) {
	now, known := r.tables[section]
	if _, beside := sidelines[section]; beside || !known {
		return section, column, false // the table is gone, and what was said of it stays as it was said
	}
	named := r.columns[section][column]
	return now, named, now != section || named != column
}

// rows gives stored rows with their columns as the next edition calls them.
func (r renames) rows(section, raw string) (string, error) {
	if _, beside := sidelines[section]; beside {
		return raw, nil
	}
	c, err := readContent(raw)
	if err != nil {
		return raw, err
	}
	out, err := json.Marshal(c.renamed(r.columns[section]))
	return string(out), err
}

// renamed gives the content with its columns, and what they refer to, as the next edition calls them.
func (c content) renamed(columns map[string]string) content {
	name := func(column string) string {
		if now, stays := columns[column]; stays {
			return now
		}
		return column
	}
	rows, references := c.Rows, c.References
	c.Rows, c.References = make([]dossier.Row, len(rows)), nil
	for i, row := range rows {
		c.Rows[i] = dossier.Row{}
		for column, cell := range row {
			c.Rows[i][name(column)] = cell
		}
	}
	for _, row := range references {
		now := dossier.References{}
		for column, reference := range row {
			now[name(column)] = reference
		}
		c.References = append(c.References, now)
	}
	return c
}

// atRule parts the key of a finding: the rule, and in the dossier its table, row and column.
var atRule = regexp.MustCompile(`^(.+@tables\.)([^.\[]+)(?:\[(\d+)\])?(?:\.(.+))?$`)

// finding gives the key of a finding of the edition before as the next one has it; from tells which row of a table each row of the
// next edition was. What has no place there stays nowhere, lest it explain what stands there now.
func (r renames) finding(key string, from map[string][]int) (now string, stays bool) {
	m := atRule.FindStringSubmatch(key)
	if m == nil {
		return key, true // of no table
	}
	table, known := r.tables[m[2]]
	if !known {
		return "", false
	}
	now = m[1] + table
	if m[3] != "" {
		row, _ := strconv.Atoi(m[3])
		if rows, moved := from[table]; moved {
			row = slices.Index(rows, row)
		}
		now += fmt.Sprintf("[%d]", row)
		stays = row >= 0
	}
	if m[4] != "" {
		column, known := r.columns[m[2]][m[4]]
		return now + "." + column, stays && known
	}
	return now, stays || m[3] == ""
}

// moveHands lets what people have said and settled about a place of the dossier go with it where the next edition of the form
// calls it otherwise: comments, returns, locks, rows that are kept from the public, and reasons for warnings.
func moveHands(tx *store.Tx, a *Audit, r renames, from map[string][]int) error {
	for _, move := range []func(*store.Tx, *Audit, renames) error{moveComments, moveReturns, moveLocks, moveSecrets} {
		if err := move(tx, a, r); err != nil {
			return err
		}
	}
	return moveReasons(tx, a, r, from)
}

// moveReasons takes away first what explains nothing any more, then moves the others from the first row on: rows only move up.
func moveReasons(tx *store.Tx, a *Audit, r renames, from map[string][]int) error {
	rows, err := reasonRows(tx, a.ID)
	if err != nil {
		return err
	}
	left := []*DossierReason{}
	for i := range rows {
		row := &rows[i]
		row.audit = a
		now, stays := r.finding(row.Finding, from)
		switch {
		case !stays:
			if err := tx.Delete("dossier_reason.rebase", row); err != nil {
				return err
			}
		case now != row.Finding:
			row.Finding = now
			left = append(left, row)
		}
	}
	slices.SortFunc(left, func(a, b *DossierReason) int {
		return cmp.Or(cmp.Compare(len(a.Finding), len(b.Finding)), cmp.Compare(a.Finding, b.Finding))
	})
	for _, row := range left {
		if err := tx.Save("dossier_reason.rebase", row); err != nil {
			return err
		}
	}
	return nil
}

func moveComments(tx *store.Tx, a *Audit, r renames) error {
	rows, err := commentsOn(tx, a.ID)
	if err != nil {
		return err
	}
	for i := range rows {
		c, renamed := &rows[i], false
		if c.Section, c.Column, renamed = r.place(c.Section, c.Column); !renamed {
			continue
		}
		c.audit = a
		if err := tx.Save("dossier_comment.rebase", c); err != nil {
			return err
		}
	}
	return nil
}

func moveReturns(tx *store.Tx, a *Audit, r renames) error {
	rows, err := returnsOf(tx, a.ID)
	if err != nil {
		return err
	}
	for _, back := range rows {
		held, err := r.rows(back.Section, back.Held)
		if err != nil {
			return err
		}
		section, column, _ := r.place(back.Section, back.Column)
		if section == back.Section && column == back.Column && held == back.Held {
			continue
		}
		back.Section, back.Column, back.Held, back.audit = section, column, held, a
		if err := tx.Save("dossier_return.rebase", back); err != nil {
			return err
		}
	}
	return nil
}

func moveLocks(tx *store.Tx, a *Audit, r renames) error {
	locks, err := locksOf(tx, a)
	if err != nil {
		return err
	}
	for _, l := range locks {
		renamed := false
		if l.Section, _, renamed = r.place(l.Section, ""); !renamed {
			continue
		}
		l.audit = a
		if err := tx.Save("section_lock.rebase", l); err != nil {
			return err
		}
	}
	return nil
}

func moveSecrets(tx *store.Tx, a *Audit, r renames) error {
	rows, err := secretRows(tx, a.ID)
	if err != nil {
		return err
	}
	for i := range rows {
		renamed := false
		if rows[i].Section, _, renamed = r.place(rows[i].Section, ""); !renamed {
			continue
		}
		rows[i].audit = a
		if err := tx.Save("dossier_secret.rebase", &rows[i]); err != nil {
			return err
		}
	}
	return nil
}
