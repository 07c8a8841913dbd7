package statistic

import (
	"context"

	"qingshen/internal/store"
)

// GroupQuery asks for one list year.
type GroupQuery struct {
	Year int `query:"year" minimum:"0" maximum:"2100" doc:"名单年度；不填为今年"`
}

// FigureGroups is the audits of a list year by functional zone or by field of the economy.
type FigureGroups struct {
	Year  int           `json:"year"`
	Items []FigureGroup `json:"items" nullable:"false"`
}

// FigureGroup is one line: how far the audits of the list have come.
type FigureGroup struct {
	Key        string `json:"key"`
	Title      string `json:"title"`
	Place      string `json:"place,omitempty" doc:"所在市"`
	Department string `json:"department,omitempty" doc:"牵头部门"`
	Listed     int    `json:"listed" doc:"列入名单"`
	Started    int    `json:"started" doc:"已启动"`
	Reported   int    `json:"reported" doc:"已提交报告"`
	Accepted   int    `json:"accepted" doc:"已通过验收"`
	Overdue    int    `json:"overdue" doc:"有逾期事项"`
}

func (g *FigureGroup) add(r groupRow) {
	g.Listed, g.Started, g.Reported, g.Accepted, g.Overdue = g.Listed+r.Listed, g.Started+r.Started, g.Reported+r.Reported, g.Accepted+r.Accepted, g.Overdue+r.Overdue
}

func (q GroupQuery) year(tx *store.Tx) int {
	if q.Year == 0 {
		return tx.Today().Year()
	}
	return q.Year
}

// Zones gives the audits of a list year by functional zone; a zone without any stands there with zeros.
func (s *Service) Zones(ctx context.Context, in GroupQuery) (*FigureGroups, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*FigureGroups, error) {
		out := &FigureGroups{Year: in.year(tx), Items: []FigureGroup{}}
		zones, err := zonesNamed(tx)
		if err != nil {
			return nil, err
		}
		at := map[string]int{}
		for _, z := range zones {
			at[z.ID] = len(out.Items)
			out.Items = append(out.Items, FigureGroup{Key: z.ID, Title: z.Name, Place: s.regions.Label(z.RegionCode)})
		}
		rows, err := byZone(tx, out.Year)
		for _, r := range rows {
			if i, ok := at[r.GroupKey]; ok {
				out.Items[i].add(r)
			}
		}
		return out, err
	})
}

// Sectors gives the audits of a list year by field of the economy, as the law data divides the industries today.
func (s *Service) Sectors(ctx context.Context, in GroupQuery) (*FigureGroups, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*FigureGroups, error) {
		out := &FigureGroups{Year: in.year(tx), Items: []FigureGroup{}}
		at := map[string]int{}
		for _, f := range tx.Law().Sectors(tx.Today()) {
			at[f.ID] = len(out.Items)
			out.Items = append(out.Items, FigureGroup{Key: f.ID, Title: f.Title, Department: f.Department})
		}
		rows, err := byIndustry(tx, out.Year)
		rest := FigureGroup{Key: "none", Title: "未归入领域"}
		for _, r := range rows {
			f, ok := tx.Law().SectorOf(r.GroupKey, tx.Today())
			if i, known := at[f.ID]; ok && known {
				out.Items[i].add(r)
			} else {
				rest.add(r)
			}
		}
		if rest.Listed > 0 {
			out.Items = append(out.Items, rest)
		}
		return out, err
	})
}
