package listing

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"qingshen/internal/document"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
)

// ChangeQuery asks what has changed from one year to the next.
type ChangeQuery struct {
	Year   int    `query:"year" doc:"年度，不填为本年度"`
	Base   int    `query:"base" doc:"对比的年度，不填为上一年度"`
	Region string `query:"region" maxLength:"6" doc:"行政区划代码，不填为本人管辖范围"`
}

// ChangeReport holds two years against each other, site by site (B15): who came in, left, moved, was renamed.
type ChangeReport struct {
	Year       int          `json:"year"`
	Base       int          `json:"base"`
	Source     string       `json:"source" enum:"list,plan" doc:"本年度以公布的名单还是以计划为准"`
	BaseSource string       `json:"base_source" enum:"list,plan" doc:"对比年度以公布的名单还是以计划为准"`
	Region     string       `json:"region"`
	Area       string       `json:"area" doc:"范围的名称"`
	Rows       int          `json:"rows" doc:"本年度家数"`
	BaseRows   int          `json:"base_rows" doc:"对比年度家数"`
	Kept       int          `json:"kept" doc:"两年都有的家数"`
	Added      []ChangeRow  `json:"added" nullable:"false" doc:"增加"`
	Left       []ChangeRow  `json:"left" nullable:"false" doc:"减少"`
	Moved      []ChangeRow  `json:"moved" nullable:"false" doc:"所在地变化"`
	Renamed    []ChangeRow  `json:"renamed" nullable:"false" doc:"更名"`
	Reasoned   []ChangeRow  `json:"reasoned" nullable:"false" doc:"列入原因变化"`
	Parts      []ChangePart `json:"parts" nullable:"false" doc:"按下一级行政区划"`
}

// ChangeRow is one site that differs between the years.
type ChangeRow struct {
	SiteID       string `json:"site_id"`
	EnterpriseID string `json:"enterprise_id"`
	Title        string `json:"title" doc:"企业（厂区）"`
	CreditCode   string `json:"credit_code"`
	RegionLabel  string `json:"region_label"`
	KeyIndustry  string `json:"key_industry"`
	Before       string `json:"before" doc:"对比年度"`
	After        string `json:"after" doc:"本年度"`
	Why          string `json:"why" doc:"说明"`
}

// ChangePart counts the changes of one division below.
type ChangePart struct {
	RegionCode string `json:"region_code"`
	Name       string `json:"name"`
	Base       int    `json:"base"`
	Rows       int    `json:"rows"`
	Added      int    `json:"added"`
	Left       int    `json:"left"`
}

// yearSite is one site of one year, of a list or of a plan.
type yearSite struct {
	SiteID, EnterpriseID, EnterpriseName, SiteName, CreditCode, RegionCode, KeyIndustry string
	Reasons                                                                             []string
}

func (y *yearSite) title() string { return titleOf(y.EnterpriseName, y.SiteName) }

// compareYears is the pure comparison, in the order of the later year.
func (s *Service) compareYears(r *ChangeReport, base, now []yearSite, why map[string]string) {
	known := map[string]*yearSite{}
	for k := range base {
		known[base[k].SiteID] = &base[k]
	}
	parts := map[string]*ChangePart{}
	part := func(region string) *ChangePart {
		code := s.partOf(r.Region, region)
		if parts[code] == nil {
			parts[code] = &ChangePart{RegionCode: code, Name: s.regionName(code)}
		}
		return parts[code]
	}
	for k := range base {
		part(base[k].RegionCode).Base++
	}
	for k := range now {
		is := &now[k]
		part(is.RegionCode).Rows++
		was := known[is.SiteID]
		if was == nil {
			part(is.RegionCode).Added++
			r.Added = append(r.Added, s.changeRow(is, "", reasonShorts(is.Reasons), ""))
			continue
		}
		delete(known, is.SiteID)
		r.Kept++
		if was.EnterpriseName != is.EnterpriseName {
			r.Renamed = append(r.Renamed, s.changeRow(is, was.EnterpriseName, is.EnterpriseName, ""))
		}
		if was.RegionCode != is.RegionCode {
			r.Moved = append(r.Moved, s.changeRow(is, s.regionLabel(was.RegionCode), s.regionLabel(is.RegionCode), ""))
		}
		if before, after := reasonShorts(was.Reasons), reasonShorts(is.Reasons); before != after {
			r.Reasoned = append(r.Reasoned, s.changeRow(is, before, after, ""))
		}
	}
	for k := range base {
		if was := known[base[k].SiteID]; was != nil {
			part(was.RegionCode).Left++
			r.Left = append(r.Left, s.changeRow(was, reasonShorts(was.Reasons), "", or(why[was.SiteID], "未列入本年度")))
		}
	}
	r.Rows, r.BaseRows = len(now), len(base)
	for _, code := range codes(countsOf(parts)) {
		r.Parts = append(r.Parts, *parts[code])
	}
	slices.SortFunc(r.Parts, func(a, b ChangePart) int { return strings.Compare(a.RegionCode, b.RegionCode) })
}

func countsOf(parts map[string]*ChangePart) map[string]int {
	out := map[string]int{}
	for code := range parts {
		out[code] = 1
	}
	return out
}

// partOf is the division below the area in which a region lies: cities of the province, counties of a city.
func (s *Service) partOf(area, region string) string {
	if area == "" || strings.HasSuffix(area, "0000") {
		return store.CityOf(region)
	}
	return region
}

func (s *Service) changeRow(y *yearSite, before, after, why string) ChangeRow {
	return ChangeRow{SiteID: y.SiteID, EnterpriseID: y.EnterpriseID, Title: y.title(), CreditCode: y.CreditCode, RegionLabel: s.regionLabel(y.RegionCode), KeyIndustry: y.KeyIndustry, Before: before, After: after, Why: why}
}

// sourceWords says what a year was read from.
func sourceWords(source string) string {
	return map[string]string{"list": "公布的名单", "plan": "年度计划（名单尚未公布）"}[source]
}

// changeLine is one line of the table of changes.
type changeLine struct {
	kind string
	row  ChangeRow
}

var changeSheet = sheet.Noun[changeLine]{
	Name: "change-report", Title: "年度变化",
	Columns: []sheet.Column[changeLine]{
		{Key: "kind", Title: "变化", Get: func(c *changeLine) string { return c.kind }},
		{Key: "title", Title: "企业（厂区）", Width: 36, Get: func(c *changeLine) string { return c.row.Title }},
		{Key: "credit_code", Title: "统一社会信用代码", Kind: sheet.Code, Width: 22, Get: func(c *changeLine) string { return c.row.CreditCode }},
		{Key: "region_label", Title: "所在地", Width: 18, Get: func(c *changeLine) string { return c.row.RegionLabel }},
		{Key: "key_industry", Title: "重点行业", Get: func(c *changeLine) string { return c.row.KeyIndustry }},
		{Key: "before", Title: "对比年度", Width: 26, Get: func(c *changeLine) string { return c.row.Before }},
		{Key: "after", Title: "本年度", Width: 26, Get: func(c *changeLine) string { return c.row.After }},
		{Key: "why", Title: "说明", Width: 30, Get: func(c *changeLine) string { return c.row.Why }},
	},
}

// kinds are the groups of the report in the order in which they are read.
func (r *ChangeReport) kinds() []struct {
	name string
	rows []ChangeRow
} {
	return []struct {
		name string
		rows []ChangeRow
	}{{"增加", r.Added}, {"减少", r.Left}, {"所在地变化", r.Moved}, {"更名", r.Renamed}, {"列入原因变化", r.Reasoned}}
}

// title names the report.
func (r *ChangeReport) title() string {
	return fmt.Sprintf("%s%d年度与%d年度强制性清洁生产审核企业变化", r.Area, r.Year, r.Base)
}

// sheet writes the report as a table, one line for each change.
func (r *ChangeReport) sheet(w io.Writer, format sheet.Format) error {
	return changeSheet.Export(w, format, func(yield func(*changeLine, error) bool) {
		for _, kind := range r.kinds() {
			for _, row := range kind.rows {
				if !yield(&changeLine{kind.name, row}, nil) {
					return
				}
			}
		}
	})
}

// document lays the report out on one page for the leader: figures, divisions, and the changes that need an eye.
func (r *ChangeReport) document() document.Document {
	d := document.Document{Title: fmt.Sprintf("%s%d年度强制性清洁生产审核企业\n变化情况", r.Area, r.Year), Author: "山东省清洁生产信息管理系统"}
	add := func(b ...document.Block) { d.Blocks = append(d.Blocks, b...) }
	add(document.Paragraph{Text: fmt.Sprintf("%d年度共%d家（%s），%d年度共%d家（%s）。两年都有%d家，增加%d家，减少%d家；其中所在地变化%d家，更名%d家，列入原因变化%d家。",
		r.Year, r.Rows, sourceWords(r.Source), r.Base, r.BaseRows, sourceWords(r.BaseSource), r.Kept, len(r.Added), len(r.Left), len(r.Moved), len(r.Renamed), len(r.Reasoned))})
	number := func(title string) document.TableColumn {
		return document.TableColumn{Title: title, Weight: 3, Align: document.Right}
	}
	t := document.Table{Columns: []document.TableColumn{{Title: "地区", Weight: 5}, number(fmt.Sprintf("%d年度", r.Base)), number(fmt.Sprintf("%d年度", r.Year)), number("增加"), number("减少")}}
	for _, p := range r.Parts {
		t.Rows = append(t.Rows, []string{p.Name, count(p.Base), count(p.Rows), count(p.Added), count(p.Left)})
	}
	const most = 18 // divisions that fit on the page
	if len(t.Rows) > most {
		add(document.Paragraph{Text: fmt.Sprintf("下表列出前%d个地区，全部见表格。", most)})
		t.Rows = t.Rows[:most]
	}
	if len(t.Rows) > 0 {
		add(t)
	}
	for _, kind := range r.kinds()[2:4] {
		if len(kind.rows) == 0 || len(t.Rows) > 10 {
			continue
		}
		parts := []string{}
		for _, row := range kind.rows[:min(3, len(kind.rows))] {
			parts = append(parts, row.Title+"（"+row.Before+" → "+row.After+"）")
		}
		add(document.Paragraph{Text: kind.name + "：" + strings.Join(parts, "；") + etc(len(kind.rows), 3) + "。"})
	}
	return d
}

func etc(n, shown int) string {
	if n <= shown {
		return ""
	}
	return "等" + count(n) + "家"
}
