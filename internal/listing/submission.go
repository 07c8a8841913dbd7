package listing

import (
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/store"
)

// Submission is a plan as it was submitted (报送的版本): fields, items and the sealed document. Later changes of the plan
// leave it as it is, so that two submissions can be held against each other.
type Submission struct {
	bun.BaseModel `bun:"table:plan_submission"`
	store.Row
	PlanID      string             `bun:"plan_id" json:"plan_id"`
	RegionCode  string             `bun:"region_code" json:"region_code"`
	CityCode    string             `bun:"city_code" json:"city_code"`
	Year        int                `bun:"year" json:"year"`
	Seq         int                `bun:"seq" json:"seq" doc:"第几次报送" label:"报送次数"`
	SubmittedOn calendar.Date      `bun:"submitted_on" json:"submitted_on" doc:"报送日期" label:"报送日期"`
	SubmittedBy string             `bun:"submitted_by" json:"submitted_by" doc:"报送人" label:"报送人"`
	FileID      string             `bun:"file_id" json:"file_id" doc:"计划文件"`
	SHA256      string             `bun:"sha256" json:"sha256" doc:"计划文件的SHA-256校验值" label:"内容校验值"`
	Fields      map[string]string  `bun:"fields,type:text" json:"fields" doc:"计划内容"`
	Items       []SubmittedItem    `bun:"items,type:text" json:"items" nullable:"false" doc:"当时的企业"`
	Changes     []SubmissionChange `bun:"-" json:"changes" nullable:"false" doc:"与上一次报送相比的变化" readOnly:"true"`
}

// SubmittedItem is one site as it stood in a submission.
type SubmittedItem struct {
	SiteID      string   `json:"site_id"`
	Title       string   `json:"title" doc:"企业（厂区）"`
	RegionCode  string   `json:"region_code"`
	KeyIndustry string   `json:"key_industry"`
	Reasons     []string `json:"reasons" nullable:"false"`
	Track       string   `json:"track"`
	Facts       string   `json:"facts" doc:"认定的事实"`
}

// SubmissionChange is one difference between two submissions.
type SubmissionChange struct {
	Kind   string `json:"kind" enum:"added,left,changed,field" doc:"增加、减少、企业内容变化、计划内容变化"`
	Title  string `json:"title" doc:"企业（厂区）或计划内容的名称"`
	What   string `json:"what" doc:"变化的内容"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// ChangeKinds are the Chinese names of the kinds of difference.
var ChangeKinds = map[string]string{"added": "增加", "left": "减少", "changed": "变化", "field": "计划内容"}

// Place narrows submissions as their plans are narrowed.
func (Submission) Place() access.Columns {
	return access.Columns{Region: "region_code", City: "city_code"}
}

// Subject of a submission lies beside its plan.
func (m *Submission) Subject() store.Subject {
	return store.Subject{Type: "plan_submission", ID: m.ID, Version: m.Version, Title: "第" + count(m.Seq) + "次报送", Link: "/annual-plans/" + m.PlanID, RegionCode: m.RegionCode}
}

// submissionOf takes the snapshot of a plan with its live items.
func (s *Service) submissionOf(p *Plan, items []PlanItem, by string) *Submission {
	m := &Submission{PlanID: p.ID, RegionCode: p.RegionCode, CityCode: p.CityCode, Year: p.Year, Seq: p.Submissions, SubmittedOn: p.SubmittedOn, SubmittedBy: by,
		FileID: p.FileID, SHA256: p.SHA256, Fields: p.inWords(), Items: []SubmittedItem{}}
	for k := range items {
		i := &items[k]
		if !i.live() {
			continue
		}
		facts := []string{}
		for _, line := range factLines(i.Reasons, i.Facts) {
			facts = append(facts, line.Label+"："+line.Text)
		}
		m.Items = append(m.Items, SubmittedItem{SiteID: i.SiteID, Title: titleOf(i.EnterpriseName, i.SiteName), RegionCode: i.RegionCode, KeyIndustry: i.KeyIndustry,
			Reasons: i.Reasons, Track: i.Track, Facts: strings.Join(facts, "；")})
	}
	return m
}

// submissionChanges holds a submission against the one before: fields first, then sites in the order of the plan.
func (s *Service) submissionChanges(before, after *Submission) []SubmissionChange {
	out := []SubmissionChange{}
	for _, name := range planWords {
		if was, is := before.Fields[name], after.Fields[name]; was != is {
			out = append(out, SubmissionChange{Kind: "field", Title: name, What: name, Before: was, After: is})
		}
	}
	known := map[string]*SubmittedItem{}
	for k := range before.Items {
		known[before.Items[k].SiteID] = &before.Items[k]
	}
	for k := range after.Items {
		is := &after.Items[k]
		was := known[is.SiteID]
		delete(known, is.SiteID)
		if was == nil {
			out = append(out, SubmissionChange{Kind: "added", Title: is.Title, What: "列入计划", After: s.regionLabel(is.RegionCode) + "　" + reasonShorts(is.Reasons)})
			continue
		}
		out = append(out, s.itemChanges(was, is)...)
	}
	for k := range before.Items {
		if was := known[before.Items[k].SiteID]; was != nil {
			out = append(out, SubmissionChange{Kind: "left", Title: was.Title, What: "不再列入计划", Before: s.regionLabel(was.RegionCode) + "　" + reasonShorts(was.Reasons)})
		}
	}
	return out
}

func (s *Service) itemChanges(was, is *SubmittedItem) []SubmissionChange {
	tracks := Labels["track"]
	out := []SubmissionChange{}
	for _, pair := range []struct{ what, before, after string }{
		{"企业名称", was.Title, is.Title}, {"所在地", s.regionLabel(was.RegionCode), s.regionLabel(is.RegionCode)}, {"重点行业", was.KeyIndustry, is.KeyIndustry},
		{"列入原因", reasonShorts(was.Reasons), reasonShorts(is.Reasons)}, {"分类管理", tracks[was.Track], tracks[is.Track]}, {"认定的事实", was.Facts, is.Facts},
	} {
		if pair.before != pair.after {
			out = append(out, SubmissionChange{Kind: "changed", Title: is.Title, What: pair.what, Before: pair.before, After: pair.after})
		}
	}
	return out
}

// reasonShorts names reasons for people.
func reasonShorts(reasons []string) string {
	words := make([]string, 0, len(reasons))
	for _, id := range reasons {
		words = append(words, Labels["reason"][id])
	}
	slices.Sort(words)
	return strings.Join(words, "、")
}
