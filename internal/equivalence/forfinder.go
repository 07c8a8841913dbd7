package equivalence

import (
	"qingshen/internal/candidate"
	"qingshen/internal/store"
)

// RoundsOf gives, for the finder of candidates, the equivalences in force of these sites: each counts as one audit that was
// done on the day of its certificate (rules.md 13.6). What has lapsed or was lost counts no longer.
func (s *Service) RoundsOf(tx *store.Tx, sites []string) (map[string][]candidate.Round, error) {
	rows, err := grantedOf(tx, sites)
	out := map[string][]candidate.Round{}
	for _, e := range rows {
		out[e.SiteID] = append(out[e.SiteID], candidate.Round{CaseNo: Labels["equivalence.kind"][e.Kind] + "，证书编号" + e.CertificateNo, Year: e.Year, Deemed: true,
			State: States.Label(e.State), PublishedOn: e.ValidFrom, AcceptedOn: e.ValidFrom})
	}
	return out, err
}
