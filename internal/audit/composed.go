package audit

// Seal computes the hash of a disclosure that was filled in elsewhere, as its submission does.
func (d *Disclosure) Seal() error { return d.seal() }

// CaseNo writes a case number (案号): 鲁清审〔2026〕370102-0001.
func CaseNo(year int, region string, seq int) string { return caseNo(year, region, seq) }
