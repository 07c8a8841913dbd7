package appraisal

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"qingshen/internal/calendar"
	"qingshen/internal/expert"
	"qingshen/internal/fault"
	"qingshen/internal/statute"
)

// PanelInput appoints the panel (组建专家组) and calls its meeting.
type PanelInput struct {
	ExpertIDs    []string      `json:"expert_ids" minItems:"1" maxItems:"15" doc:"专家组成员"`
	ChairID      string        `json:"chair_id" maxLength:"64" doc:"组长"`
	Method       string        `json:"method" maxLength:"20" doc:"评审方式"`
	MeetingOn    calendar.Date `json:"meeting_on" doc:"评审日期"`
	MeetingPlace string        `json:"meeting_place,omitempty" maxLength:"200" doc:"评审地点"`
	Version      int64         `json:"version,omitempty" doc:"读取时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in PanelInput) BaseVersion() int64 { return in.Version }

// DrawInput asks for a random draw (随机抽取). The seed is the system's, so that nobody can look for a suitable one.
type DrawInput struct {
	Size     int   `json:"size,omitempty" minimum:"1" maximum:"15" doc:"抽取人数，不填为规定的默认人数"`
	Province bool  `json:"province,omitempty" doc:"从全省的专家中抽取；不填为本市和省级专家库"`
	Version  int64 `json:"version,omitempty" doc:"读取时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in DrawInput) BaseVersion() int64 { return in.Version }

// Draw is a random draw with everything that is needed to repeat it: candidates are ranked by the SHA-256 of
// "seed|expert id"; each required field takes the first in rank who covers it, scarce fields first; the rest of the
// seats goes by rank.
type Draw struct {
	Seed       string          `json:"seed" doc:"随机种子"`
	Size       int             `json:"size"`
	Province   bool            `json:"province"`
	Fields     []string        `json:"fields" nullable:"false" doc:"每个领域至少一人"`
	Industry   string          `json:"industry" doc:"行业专家优先熟悉的行业"`
	Candidates []DrawCandidate `json:"candidates" nullable:"false" doc:"参加抽取的专家"`
	Excluded   []DrawCandidate `json:"excluded" nullable:"false" doc:"因回避未参加抽取的专家"`
	Drawn      []string        `json:"drawn" nullable:"false" doc:"抽中的专家"`
	Count      int             `json:"count" doc:"本次申请中的第几次抽取"`
}

// DrawCandidate is an expert as he stood when the draw was held.
type DrawCandidate struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	Employer   string         `json:"employer"`
	Fields     []expert.Field `json:"fields" nullable:"false"`
	Industries []string       `json:"industries" nullable:"false"`
	Reasons    []string       `json:"reasons,omitempty" doc:"回避的理由"`
}

func candidateOf(c expert.Candidate) DrawCandidate {
	return DrawCandidate{ID: c.ID, Name: c.Name, Employer: c.Employer, Fields: c.Fields, Industries: c.Industries, Reasons: c.Conflicts}
}

func newSeed() string {
	raw := make([]byte, 8)
	_, _ = rand.Read(raw) // never fails (crypto/rand)
	return hex.EncodeToString(raw)
}

// Run draws. The same seed and candidates give the same panel, in whatever order the candidates stand. word gives the
// Chinese name of an area.
func (d *Draw) Run(word func(string) string) error {
	ranked := slices.Clone(d.Candidates)
	rank := func(c DrawCandidate) string {
		sum := sha256.Sum256([]byte(d.Seed + "|" + c.ID))
		return hex.EncodeToString(sum[:])
	}
	slices.SortFunc(ranked, func(a, b DrawCandidate) int { return strings.Compare(rank(a), rank(b)) })
	fields := slices.Clone(d.Fields)
	able := func(field string) (out []DrawCandidate) {
		for _, c := range ranked {
			if expert.Covers(c.Fields, field) {
				out = append(out, c)
			}
		}
		return out
	}
	slices.SortStableFunc(fields, func(a, b string) int { return len(able(a)) - len(able(b)) })
	chosen := []DrawCandidate{}
	take := func(c DrawCandidate) {
		if !slices.ContainsFunc(chosen, func(o DrawCandidate) bool { return o.ID == c.ID }) && len(chosen) < d.Size {
			chosen = append(chosen, c)
		}
	}
	var faults fault.List
	for _, field := range fields {
		from := able(field)
		if len(from) == 0 {
			faults.Add("size", "可以参加抽取的专家中没有“"+word(field)+"”领域的。请先补充专家库，或者扩大到全省抽取。")
			continue
		}
		if !slices.ContainsFunc(chosen, func(c DrawCandidate) bool { return expert.Covers(c.Fields, field) }) {
			take(d.preferred(field, from))
		}
	}
	for _, c := range ranked {
		take(c)
	}
	if len(chosen) < d.Size {
		faults.Add("size", fmt.Sprintf("可以参加抽取的专家只有%d人，不足%d人。请先补充专家库，或者扩大到全省抽取。", len(ranked), d.Size))
	}
	d.Drawn = []string{}
	for _, c := range chosen {
		d.Drawn = append(d.Drawn, c.ID)
	}
	return faults.Err("没有抽取")
}

// preferred gives the first in rank; for the industry field the first who knows the enterprise's own industry.
func (d *Draw) preferred(field string, from []DrawCandidate) DrawCandidate {
	if expert.Covers([]expert.Field{expert.FieldIndustry}, field) {
		if i := slices.IndexFunc(from, func(c DrawCandidate) bool { return slices.Contains(c.Industries, d.Industry) }); i >= 0 {
			return from[i]
		}
	}
	return from[0]
}

// words writes the draw into the journal so that anybody can repeat it.
func (d *Draw) words() string {
	list := func(of []DrawCandidate, full bool) string {
		parts := make([]string, len(of))
		for i, c := range of {
			parts[i] = c.Name + "（" + c.Employer + "）"
			if full && len(c.Reasons) > 0 {
				parts[i] += "：" + strings.Join(c.Reasons, "；")
			}
		}
		return strings.Join(parts, "、")
	}
	drawn := []DrawCandidate{}
	for _, id := range d.Drawn {
		if i := slices.IndexFunc(d.Candidates, func(c DrawCandidate) bool { return c.ID == id }); i >= 0 {
			drawn = append(drawn, d.Candidates[i])
		}
	}
	text := fmt.Sprintf("第%d次抽取，随机种子%s，抽取%d人。抽中：%s。参加抽取：%s。", d.Count, d.Seed, d.Size, list(drawn, false), list(d.Candidates, false))
	if len(d.Excluded) > 0 {
		text += "回避：" + list(d.Excluded, true) + "。"
	}
	return text
}

// checkPanel gives everything that is wrong with a panel, at once: size, fields, chair, and who must recuse himself.
func checkPanel(rule statute.Panel, minimum int, word func(string) string, in PanelInput, found []expert.Candidate) fault.List {
	var faults fault.List
	n := len(in.ExpertIDs)
	switch {
	case n < minimum:
		faults.Add("expert_ids", fmt.Sprintf("专家组不得少于%d人，现有%d人。", minimum, n))
	case rule.Odd && n%2 == 0:
		faults.Add("expert_ids", fmt.Sprintf("专家组人数应为单数，现有%d人。", n))
	}
	seated := []expert.Candidate{}
	for i, id := range in.ExpertIDs {
		path := fmt.Sprintf("expert_ids[%d]", i)
		k := slices.IndexFunc(found, func(c expert.Candidate) bool { return c.ID == id })
		switch {
		case slices.Contains(in.ExpertIDs[:i], id):
			faults.Add(path, "同一名专家选择了两次。")
		case k < 0:
			faults.Add(path, "专家库中没有这名专家。")
		case found[k].State != expert.Active:
			faults.Add(path, found[k].Name+"的状态为“"+expert.States.Label(found[k].State)+"”，不能进入专家组。")
		case len(found[k].Conflicts) > 0:
			faults.Add(path, found[k].Name+"应当回避："+strings.Join(found[k].Conflicts, "；")+"。")
		default:
			seated = append(seated, found[k])
		}
	}
	for _, field := range rule.Fields {
		if !slices.ContainsFunc(seated, func(c expert.Candidate) bool { return expert.Covers(c.Fields, field) }) {
			faults.Add("expert_ids", "专家组中至少应有一名“"+word(field)+"”领域的专家。")
		}
	}
	if !slices.Contains(in.ExpertIDs, in.ChairID) {
		faults.Add("chair_id", "请在专家组成员中指定组长。")
	}
	if MethodLabels[in.Method] == "" {
		faults.Add("method", "请选择评审方式。")
	}
	if !in.MeetingOn.Valid() {
		faults.Add("meeting_on", "请填写评审日期，格式如 2026-09-30。")
	}
	if in.Method == "on-site" || in.Method == "meeting" {
		faults.Require("meeting_place", "评审地点", in.MeetingPlace)
	}
	return faults
}

// newDraw is no draw yet.
func newDraw() Draw {
	return Draw{Fields: []string{}, Candidates: []DrawCandidate{}, Excluded: []DrawCandidate{}, Drawn: []string{}}
}
