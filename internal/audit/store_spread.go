package audit

import (
	"encoding/json"
	"fmt"

	"qingshen/internal/check"
	"qingshen/internal/store"
)

const ofIndustry = "a distribution is of all enterprises of an industry; it names none of them"

// trade is the industry in which the changes of an enterprise are compared (行业中类), "" where the register has none.
func (s *Service) trade(tx *store.Tx, a *Audit) (string, error) {
	const digits = 3
	code, err := s.Industry(tx, a)
	return code[:min(digits, len(code))], err
}

// spreads gives the distributions of the industry of a case, by table and column.
func (s *Service) spreads(tx *store.Tx, a *Audit) (map[string]check.Spread, error) {
	industry, err := s.trade(tx, a)
	if err != nil || industry == "" {
		return nil, err
	}
	var rows []struct {
		Place             string
		Middle, Deviation int64
		Enterprises       int
	}
	err = tx.Everywhere(ofIndustry).Raw().NewRaw("SELECT place, middle, deviation, enterprises FROM change_spread WHERE industry = ?", industry).Scan(tx.Context(), &rows)
	out := map[string]check.Spread{}
	for _, row := range rows {
		out[row.Place] = check.Spread{Middle: row.Middle, Deviation: row.Deviation, Of: row.Enterprises}
	}
	return out, err
}

// countSpreads counts the distributions of all industries anew from what the checked dossiers have left, an industry at a
// time, so that the memory does not grow with the province.
func countSpreads(tx *store.Tx) error {
	raw := tx.Everywhere(ofIndustry).Raw()
	var industries []string
	if err := raw.NewRaw("SELECT DISTINCT industry FROM dossier_check WHERE industry <> ''").Scan(tx.Context(), &industries); err != nil {
		return err
	}
	if _, err := raw.NewRaw("DELETE FROM change_spread").Exec(tx.Context()); err != nil {
		return err
	}
	for _, industry := range industries {
		places, err := changesIn(tx, industry)
		if err != nil {
			return err
		}
		for place, byEnterprise := range places {
			spread := check.SpreadOf(byEnterprise)
			if _, err := raw.NewRaw("INSERT INTO change_spread (industry, place, middle, deviation, enterprises, counted_on) VALUES (?, ?, ?, ?, ?, ?)", industry, place, spread.Middle, spread.Deviation, spread.Of, tx.Today()).Exec(tx.Context()); err != nil {
				return err
			}
		}
	}
	return nil
}

// changesIn gives the changes of an industry by place, those of each enterprise together.
func changesIn(tx *store.Tx, industry string) (map[string][][]int64, error) {
	var rows []struct{ EnterpriseID, Changes string }
	err := tx.Everywhere(ofIndustry).Raw().NewRaw("SELECT a.enterprise_id, c.changes FROM dossier_check AS c JOIN audit AS a ON a.id = c.audit_id WHERE c.industry = ? ORDER BY a.enterprise_id, a.id", industry).Scan(tx.Context(), &rows)
	if err != nil {
		return nil, err
	}
	out := map[string][][]int64{}
	last := map[string]string{}
	for _, row := range rows {
		var changes check.Changes
		if err := json.Unmarshal([]byte(row.Changes), &changes); err != nil {
			return nil, fmt.Errorf("changes of %s: %w", row.EnterpriseID, err)
		}
		for place, values := range changes {
			if last[place] == row.EnterpriseID {
				all := out[place]
				all[len(all)-1] = append(all[len(all)-1], values...)
				continue
			}
			last[place] = row.EnterpriseID
			out[place] = append(out[place], values)
		}
	}
	return out, nil
}
