// Package portal is the public view (公众门户): what the law has published and nothing else. Pages are rendered here and
// work without scripts; the same views are given to machines as CSV and JSON. Every shape in this file is a whitelist:
// only published lists, disclosures that were made, and published results have a field in it (CPL 27(4), CODE 967(3):
// trade secrets stay out).
// Law: CPM 10, 11; SDR 15, 32; GUIDE 17; N12 一(二).
package portal

import (
	"slices"

	"qingshen/internal/audit"
	"qingshen/internal/calendar"
)

// PublicList is one published list (名单).
type PublicList struct {
	ID          string        `json:"id"`
	Year        int           `json:"year" doc:"年度"`
	Batch       int           `json:"batch" doc:"批次"`
	Title       string        `json:"title" doc:"标题"`
	Kind        string        `json:"kind" doc:"年度名单、补充名单或更正名单"`
	DocumentNo  string        `json:"document_no" doc:"文号"`
	PublishedOn calendar.Date `json:"published_on" doc:"公布日期"`
	Rows        int           `json:"rows" doc:"企业（厂区）数"`
	Seal        string        `json:"seal" doc:"名单内容的SHA-256校验值"`
}

// PublicRow is one site on a published list, as it was published.
type PublicRow struct {
	Seq         int      `json:"seq" doc:"序号"`
	Name        string   `json:"name" doc:"公布时的企业名称"`
	Site        string   `json:"site" doc:"厂区"`
	CreditCode  string   `json:"credit_code" doc:"统一社会信用代码"`
	RegionCode  string   `json:"region_code" doc:"行政区划代码"`
	City        string   `json:"city" doc:"设区的市"`
	County      string   `json:"county" doc:"县（市、区）"`
	KeyIndustry string   `json:"key_industry" doc:"重点行业"`
	Reasons     []string `json:"reasons" nullable:"false" doc:"列入原因"`
	Withdrawn   bool     `json:"withdrawn" doc:"已由更正名单撤销"`
}

// PublicResult is one published result of an acceptance (验收结果).
type PublicResult struct {
	Name        string        `json:"name" doc:"企业名称"`
	CreditCode  string        `json:"credit_code" doc:"统一社会信用代码"`
	City        string        `json:"city" doc:"设区的市"`
	County      string        `json:"county" doc:"县（市、区）"`
	Year        int           `json:"year" doc:"名单年度"`
	Outcome     string        `json:"outcome" doc:"验收结论"`
	Passed      bool          `json:"passed" doc:"是否合格"`
	PublishedOn calendar.Date `json:"published_on" doc:"公布日期"`
	DocumentNo  string        `json:"document_no" doc:"文号"`
}

// PublicNotice is one announcement (公告): a list or a batch of results.
type PublicNotice struct {
	On         calendar.Date `json:"on" doc:"公布日期"`
	Title      string        `json:"title" doc:"标题"`
	DocumentNo string        `json:"document_no" doc:"文号"`
	Count      int           `json:"count" doc:"企业数"`
	Link       string        `json:"link" doc:"地址"`
}

// PublicEnterprise is what is public of one enterprise that has been on a list.
type PublicEnterprise struct {
	Name       string        `json:"name" doc:"企业名称"`
	Former     []PublicName  `json:"former_names" nullable:"false" doc:"曾用名"`
	CreditCode string        `json:"credit_code" doc:"统一社会信用代码"`
	City       string        `json:"city" doc:"设区的市"`
	County     string        `json:"county" doc:"县（市、区）"`
	Industry   string        `json:"industry" doc:"国民经济行业"`
	Key        string        `json:"key_industry" doc:"重点行业"`
	Rounds     []PublicRound `json:"rounds" nullable:"false" doc:"历次列入，新近的在前"`
}

// PublicName is a former name with the day until which it was borne.
type PublicName struct {
	Name    string        `json:"name"`
	UntilOn calendar.Date `json:"until_on"`
}

// PublicRound is one listing of the enterprise and what has become of it.
type PublicRound struct {
	Year        int             `json:"year" doc:"名单年度"`
	ListID      string          `json:"list_id"`
	ListTitle   string          `json:"list_title"`
	DocumentNo  string          `json:"document_no" doc:"名单文号"`
	NameThen    string          `json:"name_then" doc:"列入时的企业名称"`
	Site        string          `json:"site" doc:"厂区"`
	Round       int             `json:"round" doc:"轮次"`
	Reasons     []string        `json:"reasons" nullable:"false" doc:"列入原因"`
	Basis       []string        `json:"basis" nullable:"false" doc:"法律依据"`
	State       string          `json:"state" doc:"进展"`
	Tone        string          `json:"-"`
	Steps       []PublicStep    `json:"steps" nullable:"false" doc:"已公布或已完成的环节"`
	Disclosure  *PublicDisclose `json:"disclosure,omitempty" doc:"企业公开的信息"`
	Outcome     string          `json:"outcome" doc:"已公布的验收结论"`
	PublishedOn calendar.Date   `json:"result_published_on" doc:"结果公布日期"`
	ResultNo    string          `json:"result_document_no" doc:"结果公布文号"`
	Withdrawn   bool            `json:"withdrawn" doc:"已由更正名单撤销"`
}

// PublicStep is one step of the procedure with the day on which it was done.
type PublicStep struct {
	Label string        `json:"label"`
	On    calendar.Date `json:"on"`
	Due   calendar.Date `json:"due_on" doc:"法定期限"`
	Cite  string        `json:"cite" doc:"依据"`
}

// PublicDisclose is what the enterprise has made public of itself (信息公开, CPM 11).
type PublicDisclose struct {
	PublishedOn calendar.Date `json:"published_on" doc:"公开日期"`
	Channel     string        `json:"channel" doc:"公开渠道"`
	Address     string        `json:"web_address" doc:"公开网址"`
	Checked     bool          `json:"checked" doc:"主管部门已核对"`
	Blocks      []PublicBlock `json:"blocks" nullable:"false"`
}

// PublicBlock is one table of a disclosure.
type PublicBlock struct {
	Title   string     `json:"title"`
	Columns []string   `json:"columns" nullable:"false"`
	Rows    [][]string `json:"rows" nullable:"false"`
}

// Overview is the province at a glance (全省概览).
type Overview struct {
	Year  int          `json:"year" doc:"最近一个名单年度"`
	Now   Counts       `json:"now" doc:"该年度"`
	All   Counts       `json:"all" doc:"历年合计"`
	Years []YearCounts `json:"years" nullable:"false" doc:"逐年"`
	Citys []CityCounts `json:"cities" nullable:"false" doc:"最近年度各市"`
}

// Counts are how many sites were listed and how far they have come. Results count once they are published.
type Counts struct {
	Listed   int `json:"listed" doc:"列入名单"`
	Started  int `json:"started" doc:"已启动审核"`
	Reported int `json:"reported" doc:"已提交审核报告"`
	Passed   int `json:"passed" doc:"已公布验收合格"`
}

func (c *Counts) add(o Counts) {
	c.Listed, c.Started, c.Reported, c.Passed = c.Listed+o.Listed, c.Started+o.Started, c.Reported+o.Reported, c.Passed+o.Passed
}

// YearCounts are the counts of one list year.
type YearCounts struct {
	Year int `json:"year"`
	Counts
}

// CityCounts are the counts of one city in the last list year.
type CityCounts struct {
	Code  string `json:"code"`
	Name  string `json:"name"`
	Row   int    `json:"-"`
	Col   int    `json:"-"`
	Shade int    `json:"-"`
	Counts
}

// word is a state as the public reads it. What is not published yet is told by its stage only.
type word struct{ text, tone string }

var stateWords = map[string]word{
	audit.Listed: {"待启动", "idle"}, audit.Ongoing: {"审核中", "doing"}, audit.Reported: {"已提交审核报告", "waiting"}, audit.UnderEvaluation: {"评估阶段", "waiting"},
	audit.Supplementing: {"评估阶段", "waiting"}, audit.Implementing: {"方案实施阶段", "doing"}, audit.UnderAcceptance: {"验收阶段", "waiting"},
	audit.Suspended: {"已中止", "back"}, audit.Superseded: {"已重新开展", "closed"}, audit.Terminated: {"已终止", "closed"},
}

// publicState gives the state in words. Pass and fail are told when the province has published them, not before.
func publicState(state string, resultPublished bool) word {
	switch {
	case state == audit.Accepted && resultPublished:
		return word{"验收合格", "done"}
	case state == audit.Failed && resultPublished:
		return word{"验收不合格", "bad"}
	case state == audit.Rectifying && resultPublished:
		return word{"验收不合格，限期整改中", "bad"}
	case slices.Contains([]string{audit.Accepted, audit.Failed, audit.Rectifying}, state):
		return word{"验收阶段", "waiting"}
	}
	if w, ok := stateWords[state]; ok {
		return w
	}
	return word{"办理中", "doing"}
}
