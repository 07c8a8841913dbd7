package audit

import (
	"slices"

	"qingshen/internal/access"
	"qingshen/internal/dossier"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Hands is what several people do in one table (多人填报): who is at it, who holds it, what is asked, what was sent back.
type Hands struct {
	Lock     *SectionLock    `json:"lock,omitempty" doc:"锁定"`
	People   []Present       `json:"people" nullable:"false" doc:"正在填写的其他人"`
	Open     int             `json:"open" doc:"未解决的批注"`
	Returned []ReturnedPlace `json:"returned" nullable:"false" doc:"被退回、可以修改的位置"`
}

// ReturnedPlace is a place that is open because it was sent back.
type ReturnedPlace struct {
	Mark   string `json:"mark" doc:"行标识；空为整张表"`
	Column string `json:"column" doc:"栏目；空为整行"`
	Reason string `json:"reason"`
}

// dress adds to a table the marks of its rows and what several people do in it.
func (s *Service) dress(tx *store.Tx, a *Audit, row *DossierSection, t *dossier.Table, out *Table) (*Table, error) {
	held, err := row.read()
	if err != nil {
		return nil, err
	}
	out.Marks = held.Marks
	counts, err := openComments(tx, a.ID, partyOf(tx.Actor()))
	if err != nil {
		return nil, err
	}
	there, err := attendance(tx, a, row)
	if err != nil {
		return nil, err
	}
	out.Hands = &Hands{Lock: there.Lock, People: there.People, Open: counts[t.ID], Returned: []ReturnedPlace{}}
	return out, s.reopen(tx, a, t, out)
}

// reopen opens the places of a locked table that were sent back, for those who fill it in.
func (s *Service) reopen(tx *store.Tx, a *Audit, t *dossier.Table, out *Table) error {
	open, err := sentBack(tx, a, t.ID)
	if err != nil || len(open) == 0 {
		return err
	}
	out.Hands.Returned = asPlaces(open)
	if tx.Actor().Can(access.FillAudit) && a.onlyRead == "" {
		out.Editable, out.Results = true, false
		out.Locked = "审核报告已经提交，只有被退回的地方可以修改；补正以后由企业重新报送。"
	}
	return nil
}

func asPlaces(back []*DossierReturn) []ReturnedPlace {
	out := []ReturnedPlace{}
	for _, r := range back {
		out = append(out, ReturnedPlace{Mark: r.Mark, Column: r.Column, Reason: r.Reason})
	}
	return out
}

// sentBack gives the places of a table that are open because they were sent back.
func sentBack(tx *store.Tx, a *Audit, section string) ([]*DossierReturn, error) {
	if a.lockedBecause(section) == "" || a.onlyRead != "" {
		return nil, nil
	}
	open, err := returnsOf(tx, a.ID, ReturnOpen)
	return slices.DeleteFunc(open, func(r *DossierReturn) bool { return r.Section != section }), err
}

// writable refuses to write a table that is locked; of one that lies with the authority it gives the places that were sent
// back, outside of which nothing may change.
func writable(tx *store.Tx, a *Audit, section string) ([]*DossierReturn, error) {
	other, err := heldByOther(tx, a, section)
	if err != nil {
		return nil, err
	}
	open, err := sentBack(tx, a, section)
	if err != nil {
		return nil, err
	}
	switch locked := a.lockedBecause(section); {
	case locked != "" && len(open) == 0:
		return nil, fault.Conflict(locked)
	case other != "":
		return nil, fault.Conflict(other)
	}
	return open, nil
}

// bounded holds what is to be saved against what may be changed: the results of targets, or the places sent back.
func (d *DossierSection) bounded(a *Audit, t *dossier.Table, open []*DossierReturn, in Table) error {
	if len(open) == 0 {
		return d.onlyActuals(a, in.Rows)
	}
	before, err := d.read()
	if err != nil {
		return err
	}
	now := before.follow(t, in.Rows, d.said)
	now.References = in.References
	return trespass(t, open, before, now)
}

// crowd adds to the tables of the task list who is at them, who holds them, and what is asked and sent back there.
func crowd(tx *store.Tx, a *Audit, sections []SectionBrief) error {
	counts, err := openComments(tx, a.ID, partyOf(tx.Actor()))
	if err != nil {
		return err
	}
	locks, err := locksOf(tx, a)
	if err != nil {
		return err
	}
	people, err := presentAt(tx, a.ID, "")
	if err != nil {
		return err
	}
	returned, err := returnsOf(tx, a.ID, ReturnOpen, ReturnResubmitted)
	if err != nil {
		return err
	}
	for i := range sections {
		b := &sections[i]
		b.Open = counts[b.Section]
		if l := locks[b.Section]; l != nil {
			b.HeldBy = l.HeldName
		}
		for _, p := range people {
			if p.Section == b.Section {
				b.People = append(b.People, p.Name)
			}
		}
		for _, r := range returned {
			if r.Section == b.Section {
				b.Returned++
			}
		}
	}
	a.OpenComments, a.OpenReturns = 0, len(returned)
	for _, n := range counts {
		a.OpenComments += n
	}
	return nil
}
