package listing

import "qingshen/internal/store"

// Addressed is an enterprise that a list has notices for, with the first of them.
type Addressed struct {
	Notice *Notice
	Row    *Row
}

// Addressed gives the title of a list that the actor may read, and the enterprises in the actor's place with notices of
// it that stand: each once, however many of its sites are listed. It is for the account letters (账号告知函) that go with
// the notices.
func (s *Service) Addressed(tx *store.Tx, listID, region, enterprise string) (string, []Addressed, error) {
	l, err := findList(tx, listID)
	if err != nil {
		return "", nil, err
	}
	var out []Addressed
	seen := map[string]bool{}
	for after := ""; ; {
		page, err := noticesAfter(tx, NoticeQuery{ListID: listID, Region: region}, after, 500)
		if err != nil || len(page) == 0 {
			return l.Title, out, err
		}
		rows, err := rowsOfNotices(tx, page)
		if err != nil {
			return "", nil, err
		}
		for _, n := range page {
			after = n.ID
			if n.State == NoticeWithdrawn || seen[n.EnterpriseID] || enterprise != "" && n.EnterpriseID != enterprise || rows[n.RowID] == nil {
				continue
			}
			seen[n.EnterpriseID] = true
			out = append(out, Addressed{n, rows[n.RowID]})
		}
	}
}
