package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/dossier"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// DossierRetired is what a round wrote into an edition of the form that its later edition has no place for (旧版表单中保留的内容).
type DossierRetired struct {
	bun.BaseModel `bun:"table:dossier_retired"`
	store.Row
	AuditID string     `bun:"audit_id" json:"-"`
	Edition string     `bun:"edition" json:"edition" doc:"原来的表单版本" label:"表单版本"`
	Section string     `bun:"section" json:"section"`
	Title   string     `bun:"title" json:"title" label:"表名"`
	Heads   []string   `bun:"heads,type:text" json:"heads" nullable:"false"`
	Lines   [][]string `bun:"lines,type:text" json:"lines" nullable:"false"`
	audit   *Audit
}

// Place narrows what was retired to the enterprise and the agency of its audit.
func (DossierRetired) Place() access.Columns { return ofAudit }

// Subject of what was retired lies within its audit.
func (d *DossierRetired) Subject() store.Subject {
	return partOf(d.audit, "dossier_retired", d.ID, d.Version, d.Title)
}

// Rebase is what moving a round to the edition of the form in force would do, and what earlier moves have kept
// (转到新版表单).
type Rebase struct {
	Edition string                `json:"edition" doc:"本轮使用的表单版本"`
	To      string                `json:"to" doc:"可以转到的版本；空为没有更新的版本"`
	From    calendar.Date         `json:"from" doc:"新版本的施行日"`
	Cite    string                `json:"cite" doc:"新版本的依据"`
	Changes []dossier.TableChange `json:"changes" nullable:"false"`
	Digest  string                `json:"digest" doc:"差异的校验值，确认时原样带回"`
	Refused string                `json:"refused" doc:"现在不能转换的原因"`
	Retired []DossierRetired      `json:"retired" nullable:"false" doc:"旧版表单中保留的内容"`
}

// RebaseInput confirms a difference that was looked at.
type RebaseInput struct {
	Version int64  `json:"version,omitempty"`
	Digest  string `json:"digest" minLength:"1" maxLength:"80" doc:"已核对的差异的校验值"`
}

// BaseVersion gives the version that the input carries.
func (in RebaseInput) BaseVersion() int64 { return in.Version }

// RebasePlan tells what would change if a round moved to the edition of the form in force.
func (s *Service) RebasePlan(ctx context.Context, id string) (*Rebase, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Rebase, error) {
		a, err := find(tx, id)
		if err != nil {
			return nil, err
		}
		r, _, err := s.rebase(tx, a)
		return r, err
	})
}

// rebase computes the move of a round to the edition in force.
func (s *Service) rebase(tx *store.Tx, a *Audit) (*Rebase, dossier.Rebased, error) {
	now, next := s.formOf(a), s.papers().forms.On(tx.Today())
	r := &Rebase{Edition: now.Edition, Changes: []dossier.TableChange{}, Refused: a.lockedBecause("rebase")}
	retired, err := retiredOf(tx, a.ID)
	if r.Retired = retired; err != nil || next == nil || next == now || a.DossierEdition == "" || next.From.Before(now.From) {
		return r, dossier.Rebased{}, err
	}
	sections, err := sectionsOf(tx, a.ID)
	if err != nil {
		return nil, dossier.Rebased{}, err
	}
	tables := map[string][]dossier.Row{}
	for _, row := range sections {
		if tables[row.Section], err = row.rows(); err != nil {
			return nil, dossier.Rebased{}, err
		}
	}
	moved := next.Rebase(now, tables)
	r.To, r.From, r.Cite, r.Changes = next.Edition, next.From, next.Cite, moved.Changes
	raw, err := json.Marshal([]any{r.Edition, r.To, moved})
	sum := sha256.Sum256(raw)
	r.Digest = hex.EncodeToString(sum[:])
	return r, moved, err
}

// Rebase moves a round to the edition of the form in force, exactly as the difference says that was looked at.
func (s *Service) Rebase(ctx context.Context, id string, in RebaseInput) (*Audit, error) {
	return s.change(ctx, id, func(tx *store.Tx, a *Audit) error {
		r, moved, err := s.rebase(tx, a)
		if err != nil {
			return err
		}
		switch {
		case r.Refused != "":
			return fault.Conflict(r.Refused)
		case r.To == "":
			return fault.Conflict("本轮使用的已经是现行的表单版本，不需要转换。")
		case in.Digest != r.Digest:
			return fault.Conflict("核对以后资料又有变化，没有转换。请重新核对差异。")
		}
		if err := keepRetired(tx, a, moved.Retired); err != nil {
			return err
		}
		a.DossierEdition = r.To
		names := renamesOf(s.formOf(a))
		if err := s.moveSections(tx, a, moved, names); err != nil {
			return err
		}
		if err := moveHands(tx, a, names, moved.From); err != nil {
			return err
		}
		return tx.SaveNoted("audit.rebase", "审核资料由"+r.Edition+"版表单转到"+r.To+"版", a)
	})
}

func keepRetired(tx *store.Tx, a *Audit, retired []dossier.Retired) error {
	for _, r := range retired {
		row := &DossierRetired{AuditID: a.ID, Edition: a.DossierEdition, Section: r.Table, Title: r.Title, Heads: r.Heads, Lines: r.Lines, audit: a}
		if err := tx.Insert("dossier_retired.keep", row); err != nil {
			return err
		}
	}
	return nil
}

// moveSections gives each table of the new edition its rows, opens those that are new and closes those that are gone.
func (s *Service) moveSections(tx *store.Tx, a *Audit, moved dossier.Rebased, names renames) error {
	form := s.formOf(a)
	before, err := sectionsOf(tx, a.ID)
	if err != nil {
		return err
	}
	fresh := []*DossierSection{}
	for _, blank := range blankSections(form, a) {
		t := form.Table(blank.Section)
		i := slices.IndexFunc(before, func(b DossierSection) bool { return b.Section == t.ID || b.Section == t.Was })
		if i < 0 {
			fresh = append(fresh, blank)
			continue
		}
		row := &before[i]
		row.moved = &move{edition: form.Edition, columns: names.columns[row.Section]}
		row.audit, row.Section, row.Title, row.Stage, row.Seq = a, blank.Section, blank.Title, blank.Stage, blank.Seq
		c, err := row.read()
		if err != nil {
			return err
		}
		c = c.moved(t, moved.Tables[t.ID], moved.From[t.ID])
		row.said = c.Marks
		book, findings := form.Read(c.alone(t, tx.Today()))
		if err := row.keep(t, book, c, findings); err != nil {
			return err
		}
		if err := tx.Save("dossier_section.rebase", row); err != nil {
			return err
		}
	}
	for i := range before {
		if row := &before[i]; form.Table(row.Section) == nil {
			row.audit = a
			if err := tx.Delete("dossier_section.rebase", row); err != nil {
				return err
			}
		}
	}
	return store.InsertAll(tx, "dossier_section.open", fresh)
}

// moved gives the content with its rows as the new edition holds them; from tells which row of the old one each was. What nobody
// has confirmed stays unconfirmed. A reference goes with its figure; one whose column is gone goes with what is retired.
func (c content) moved(t *dossier.Table, rows []dossier.Row, from []int) content {
	now := content{Rows: []dossier.Row{}, From: c.From, Given: c.Given}
	open := c.unconfirmed()
	for i, row := range rows {
		was := from[i]
		now.Rows, now.Marks = append(now.Rows, row), append(now.Marks, c.Marks[was])
		if was < len(c.References) {
			now.References = append(now.References, c.References[was].In(t))
		}
		if slices.Contains(open, was+1) {
			now.Carried = append(now.Carried, row.Fingerprint())
		}
	}
	return now
}
