package audit

import (
	"encoding/json"

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
	for i, row := range c.Rows {
		c.Rows[i] = dossier.Row{}
		for column, cell := range row {
			if now, stays := r.columns[section][column]; stays {
				column = now
			}
			c.Rows[i][column] = cell
		}
	}
	out, err := json.Marshal(c)
	return string(out), err
}

// moveHands lets what people have said and settled about a place of the dossier go with it where the next edition of the form
// calls it otherwise: comments, returns, locks, and rows that are kept from the public.
func moveHands(tx *store.Tx, a *Audit, r renames) error {
	for _, move := range []func(*store.Tx, *Audit, renames) error{moveComments, moveReturns, moveLocks, moveSecrets} {
		if err := move(tx, a, r); err != nil {
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
