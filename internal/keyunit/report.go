package keyunit

import (
	"qingshen/internal/enterprise"
	"qingshen/internal/store"
)

// The kinds of difference to the list of the year before.
const (
	Joined  = "joined"
	Stayed  = "stayed"
	Renamed = "renamed"
	Left    = "left"
	Open    = "open" // not matched yet
)

// UnitReport holds a list against that of the year before.
type UnitReport struct {
	PreviousID    string         `json:"previous_id" doc:"上一年度的名录，空为没有"`
	PreviousTitle string         `json:"previous_title"`
	Counts        map[string]int `json:"counts" nullable:"false"`
	Lines         []ReportLine   `json:"lines" nullable:"false"`
}

// ReportLine is one unit in the report.
type ReportLine struct {
	ID           string `json:"id" doc:"名录单位；退出的为上一年度的"`
	Version      int64  `json:"version"`
	Change       string `json:"change" enum:"joined,stayed,renamed,left,open,aside"`
	Name         string `json:"name" doc:"名录中的名称"`
	CreditCode   string `json:"credit_code"`
	Detail       string `json:"detail"`
	EnterpriseID string `json:"enterprise_id"`
	Registered   string `json:"registered" doc:"登记的企业名称"`
	Match        string `json:"match"`
	Effect       string `json:"effect"`
	Text         string `json:"text" doc:"说明"`
}

// report tells line by line what the list changes.
func (s *Service) report(tx *store.Tx, l *UnitList) (*UnitReport, error) {
	lines, err := linesOf(tx, l.ID)
	if err != nil {
		return nil, err
	}
	earlier, err := before(tx, l)
	if err != nil {
		return nil, err
	}
	out := &UnitReport{Counts: map[string]int{}, Lines: []ReportLine{}}
	was := []*UnitLine{}
	if earlier != nil {
		out.PreviousID, out.PreviousTitle = earlier.ID, earlier.Title
		if was, err = linesOf(tx, earlier.ID); err != nil {
			return nil, err
		}
	}
	firms, err := s.firms(tx, append(append([]*UnitLine{}, lines...), was...))
	if err != nil {
		return nil, err
	}
	wasAt := bySite(was)
	for _, line := range lines {
		out.add(reported(line, wasAt[line.SiteID], firms[line.EnterpriseID]))
	}
	for _, line := range gone(lines, was) {
		r := ReportLine{ID: line.ID, Version: line.Version, Change: Left, Name: line.Name, CreditCode: line.CreditCode, Detail: line.Detail, EnterpriseID: line.EnterpriseID, Match: line.Match,
			Text: "核定后终止由名录登记的属性"}
		if !line.owned() {
			r.Text = "属性由其他依据认定，不随名录终止"
		}
		if e := firms[line.EnterpriseID]; e != nil {
			r.Registered = e.Name
		}
		out.add(r)
	}
	return out, nil
}

func (r *UnitReport) add(line ReportLine) {
	r.Counts[line.Change]++
	r.Lines = append(r.Lines, line)
}

// reported tells how a unit stands to the list of the year before and to the register.
func reported(line, was *UnitLine, e *enterprise.Enterprise) ReportLine {
	r := ReportLine{ID: line.ID, Version: line.Version, Name: line.Name, CreditCode: line.CreditCode, Detail: line.Detail, EnterpriseID: line.EnterpriseID, Match: line.Match, Effect: line.Effect}
	if e != nil {
		r.Registered = e.Name
	}
	switch {
	case line.Match == Aside:
		r.Change, r.Text = Aside, line.Aside
	case !line.matched():
		r.Change, r.Text = Open, Labels["unit_line.match"][line.Match]
	case was != nil && !enterprise.SameName(was.Name, line.Name):
		r.Change, r.Text = Renamed, "上一年度名录中为“"+was.Name+"”"
	case e != nil && !enterprise.SameName(e.Name, line.Name):
		r.Change, r.Text = Renamed, "登记的名称为“"+e.Name+"”，请核对是否更名"
		if was == nil {
			r.Text += "；新列入"
		}
	case was != nil:
		r.Change = Stayed
	default:
		r.Change, r.Text = Joined, "核定后登记属性"
	}
	return r
}

// bySite gives the settled units by the site that they are.
func bySite(lines []*UnitLine) map[string]*UnitLine {
	out := map[string]*UnitLine{}
	for _, l := range lines {
		if l.SiteID != "" && l.matched() {
			out[l.SiteID] = l
		}
	}
	return out
}

// gone gives the units of the earlier list whose site is not on this one. A unit that is not matched yet may still be one of them.
func gone(lines, was []*UnitLine) []*UnitLine {
	now, out, seen := bySite(lines), []*UnitLine{}, map[string]bool{}
	for _, l := range was {
		if l.SiteID != "" && l.matched() && now[l.SiteID] == nil && !seen[l.SiteID] {
			seen[l.SiteID] = true
			out = append(out, l)
		}
	}
	return out
}

func (s *Service) firms(tx *store.Tx, lines []*UnitLine) (map[string]*enterprise.Enterprise, error) {
	ids, seen := []string{}, map[string]bool{}
	for _, l := range lines {
		if l.EnterpriseID != "" && !seen[l.EnterpriseID] {
			seen[l.EnterpriseID] = true
			ids = append(ids, l.EnterpriseID)
		}
	}
	return s.enterprises.Together(tx, ids)
}
