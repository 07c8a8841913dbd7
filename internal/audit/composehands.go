package audit

import (
	"time"

	"qingshen/internal/dossier"
)

// At puts a comment at a place of a section that was filled in elsewhere than on a form; who says what is the caller's.
func (k *Composer) At(a *Audit, row *DossierSection, mark, column string) (*DossierComment, error) {
	t, held, err := k.spot(a, row)
	return &DossierComment{
		AuditID: a.ID, RegionCode: a.RegionCode, EnterpriseName: a.EnterpriseName, Section: row.Section, Mark: mark, Column: column,
		Title: t.Title + held.where(t, mark, column), State: Comments.First, Replies: []CommentReply{},
	}, err
}

// AtOption puts a comment at an option.
func (k *Composer) AtOption(a *Audit, o *Option, column string) *DossierComment {
	held := content{Named: true}
	held.hold(o.ID, o.inPlaces())
	return &DossierComment{
		AuditID: a.ID, RegionCode: a.RegionCode, EnterpriseName: a.EnterpriseName, Section: SectionOptions, Mark: o.ID, Column: column,
		Title: optionPlaces.Title + held.where(optionPlaces, o.ID, column), State: Comments.First, Replies: []CommentReply{},
	}
}

// Back sends a place of such a section back, with what it holds then.
func (k *Composer) Back(a *Audit, row *DossierSection, mark, column string, at time.Time) (*DossierReturn, error) {
	t, held, err := k.spot(a, row)
	if err != nil {
		return nil, err
	}
	r := &DossierReturn{
		AuditID: a.ID, RegionCode: a.RegionCode, EnterpriseName: a.EnterpriseName, Section: row.Section, Mark: mark, Column: column,
		Title: t.Title + held.where(t, mark, column), State: Returns.First, Times: 1, ReturnedAt: at,
	}
	return r, r.freeze(held)
}

// Rows gives what such a section holds.
func (k *Composer) Rows(row *DossierSection) ([]dossier.Row, error) { return row.rows() }

func (k *Composer) spot(a *Audit, row *DossierSection) (*dossier.Table, content, error) {
	held, err := row.read()
	return k.forms.Edition(a.DossierEdition).Table(row.Section), held, err
}
