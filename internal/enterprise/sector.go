package enterprise

import (
	"context"
	"maps"
	"slices"
	"strings"

	"qingshen/internal/fault"
	"qingshen/internal/rest"
	"qingshen/internal/sheet"
	"qingshen/internal/statute"
)

// The field of the economy (领域, N12 二(三)) follows from the industry code by the law data, so that a new field needs no
// release: its form, its checks and its columns come from there.

// SectorList is the fields of the economy in force today.
type SectorList struct {
	Items []statute.Sector `json:"items" nullable:"false"`
}

// Particular is one fact that the field of an enterprise asks for, as people read it.
type Particular struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// Sectors gives the fields of the economy with what each asks.
func (s *Service) Sectors(context.Context, rest.None) (SectorList, error) {
	return SectorList{Items: s.db.Law().Sectors(s.db.Clock().Today())}, nil
}

// checkParticulars finds what is wrong with the particulars of an enterprise. Those of another field are refused: they
// would be kept and never be seen.
func (s *Service) checkParticulars(faults *fault.List, e *Enterprise, given map[string]string) {
	sector, _ := s.db.Law().SectorOf(e.IndustryCode, s.db.Clock().Today())
	e.Particulars = map[string]string{}
	known := map[string]bool{}
	for _, f := range sector.Fields {
		known[f.ID] = true
		value := strings.TrimSpace(given[f.ID])
		if why := f.Wrong(value); why != "" {
			*faults = append(*faults, fault.Field{Path: "particulars." + f.ID, Message: why, Value: value})
			continue
		}
		if value != "" {
			e.Particulars[f.ID] = value
		}
	}
	for _, id := range slices.Sorted(maps.Keys(given)) {
		if !known[id] && strings.TrimSpace(given[id]) != "" {
			faults.Add("particulars."+id, "“"+sector.Title+"”没有这一栏。行业改变以后，请按新的领域重新填写。")
		}
	}
}

// labelSector names the field of an enterprise, and its particulars in the order of the form.
func (s *Service) labelSector(e *Enterprise) {
	sector, ok := s.db.Law().SectorOf(e.IndustryCode, s.db.Clock().Today())
	if !ok {
		return
	}
	e.Sector, e.SectorLabel, e.SectorDepartment = sector.ID, sector.Title, sector.Department
	for _, f := range sector.Fields {
		if value := e.Particulars[f.ID]; value != "" {
			e.ParticularLines = append(e.ParticularLines, Particular{Label: f.Label, Value: strings.TrimSpace(value + " " + f.Unit)})
		}
	}
}

// inSector gives the prefixes of industry codes that belong to a field, and the longer ones that another field takes out.
func (s *Service) inSector(id string) (in, out []string) {
	return s.db.Law().SectorPrefixes(id, s.db.Clock().Today())
}

// exportNoun are the columns of an export: those of the list, the field, and what the wanted field asks.
func (s *Service) exportNoun(sectorID string) sheet.Noun[Line] {
	noun := Noun()
	noun.Columns = append(noun.Columns, column{Key: "sector", Title: "领域", Get: func(l *Line) string { return l.sector }})
	for _, sector := range s.db.Law().Sectors(s.db.Clock().Today()) {
		if sector.ID != sectorID {
			continue
		}
		for _, f := range sector.Fields {
			title := f.Label
			if f.Unit != "" {
				title += "（" + f.Unit + "）"
			}
			noun.Columns = append(noun.Columns, column{Key: "particulars." + f.ID, Title: title, Get: func(l *Line) string { return l.particulars[f.ID] }})
		}
	}
	return noun
}
