package audit

import (
	"io/fs"

	"qingshen/internal/calendar"
)

// Composer stores sections of a dossier that were filled in elsewhere than on a form, such as in the demonstration:
// checked and computed exactly as if they had been typed.
type Composer struct{ carriers []Carrier }

// NewComposer gives a composer with the coefficients of the law data.
func NewComposer(files fs.FS) (*Composer, error) {
	carriers, err := loadCarriers(files)
	return &Composer{carriers}, err
}

// Section gives the stored form of a section, with all its faults at once when it has any.
func (k *Composer) Section(a *Audit, section string, filled content, today calendar.Date) (*DossierSection, error) {
	c := &checker{today: today}
	filled.check(c, carriersOn(k.carriers, a.lawOn()))
	row := &DossierSection{AuditID: a.ID, Section: section, audit: a}
	if err := row.encode(filled); err != nil {
		return nil, err
	}
	return row, c.faults.Err("审核资料有误")
}

// Blank gives the stored form of a section with which the dossier begins.
func (k *Composer) Blank(a *Audit, section string) (*DossierSection, error) {
	row := &DossierSection{AuditID: a.ID, Section: section, audit: a}
	return row, row.encode(blank(section))
}

// Seal computes the hash of a disclosure that was filled in elsewhere, as its submission does.
func (d *Disclosure) Seal() error { return d.seal() }

// CaseNo writes a case number (案号): 鲁清审〔2026〕370102-0001.
func CaseNo(year int, region string, seq int) string { return caseNo(year, region, seq) }
