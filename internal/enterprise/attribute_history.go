package enterprise

import (
	"strconv"
	"strings"

	"qingshen/internal/candidate"
	"qingshen/internal/store"
)

// Ground is a recorded fact of the site on which an attribute rests (认定所依据的事实).
type Ground struct {
	Year     int    `json:"year" doc:"事实所属年度"`
	Text     string `json:"text" doc:"事实的内容"`
	Evidence string `json:"evidence" doc:"事实的依据及日期"`
	Link     string `json:"link"`
}

// groundKinds are the kinds of fact that bear on a kind of attribute.
var groundKinds = map[Kind][]string{
	HazardousWasteKey: {candidate.Waste}, PriorityChemical: {candidate.Substance}, Exceedance: {candidate.Exceedance},
	Toxic: {candidate.Substance, candidate.Waste}, ExcessEnergy: {candidate.Consumption}, HighEnergy: {candidate.Consumption},
}

// tellHistory fills in who established and who ended each attribute, and on which facts of its site it rests.
func (s *Service) tellHistory(tx *store.Tx, rows []*Attribute) error {
	if len(rows) == 0 {
		return nil
	}
	byID, sites := map[string]*Attribute{}, []string{}
	ids := make([]string, len(rows))
	for i, a := range rows {
		ids[i], byID[a.ID] = a.ID, a
		sites = append(sites, a.SiteID)
	}
	acts, err := attributeActs(tx, ids)
	if err != nil {
		return err
	}
	tx.Name(acts)
	for _, j := range acts {
		a, who := byID[j.SubjectID], strings.TrimSpace(j.ActorName)
		at := j.At
		switch j.Action {
		case "attribute.establish", "attribute.import":
			a.EnteredBy, a.EnteredAt = who, &at
		case "attribute.end":
			a.EndedBy, a.EndedAt, a.EndedNote = who, &at, strings.TrimPrefix(j.Note, "终止依据：")
		}
	}
	facts, err := factsOfSites(tx, sites, 0)
	if err != nil {
		return err
	}
	finder := s.finder(tx, tx.Today())
	for _, a := range rows {
		for _, f := range facts[a.SiteID] {
			labelFact(tx, finder, f)
			if a.restsOn(f) {
				a.Grounds = append(a.Grounds, Ground{Year: f.Year, Text: f.words(), Evidence: f.Evidence + "（" + f.EvidenceOn.Chinese() + "）", Link: "/enterprises/" + a.EnterpriseID + "/facts"})
			}
		}
	}
	return nil
}

// restsOn tells whether a fact bears on the attribute: of its kind, no later than its end, and a substance only where it
// stands on a list.
func (a *Attribute) restsOn(f *SiteFact) bool {
	if f.Kind == candidate.Substance && len(f.Listed) == 0 {
		return false
	}
	for _, kind := range groundKinds[a.Kind] {
		if f.Kind == kind && (a.UntilOn == "" || f.EvidenceOn <= a.UntilOn) {
			return true
		}
	}
	return false
}

// words tells a fact in a line.
func (f *SiteFact) words() string {
	parts := []string{strconv.Itoa(f.Year) + "年度", f.KindLabel, f.RoleLabel, f.Name}
	if f.Value != "" {
		parts = append(parts, f.Value+f.Unit)
	}
	if f.LimitValue != "" {
		parts = append(parts, "限值"+f.LimitValue+f.Unit)
	}
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}
