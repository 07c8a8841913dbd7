// Package profile gathers everything that an officer asks about one enterprise on one page (企业全景): rounds by year, clocks,
// events and applications, people and agencies, files, reminders and escalations. Each part is read on its own, so that the
// page stands at once, and shows only what the reader may see on the pages of the records themselves.
// Law: N12 一(二)(三), 二(二) (linking audits with permits, credit and other systems begins with seeing them together).
package profile

import "qingshen/internal/calendar"

// ProfilePart is one part of the page: lines in the order in which they are asked for.
type ProfilePart struct {
	Lines []ProfileLine `json:"lines" nullable:"false"`
	More  bool          `json:"more" doc:"只列出最近的，还有更多"`
	Note  string        `json:"note" doc:"为什么没有内容"`
}

// ProfileLine is one thing of a part, with the address of its own page.
type ProfileLine struct {
	ID        string        `json:"id"`
	Kind      string        `json:"kind" doc:"类别，中文"`
	Title     string        `json:"title"`
	Detail    string        `json:"detail" doc:"说明"`
	On        calendar.Date `json:"on" doc:"日期或者开始日期"`
	Until     calendar.Date `json:"until" doc:"到期、终止日期"`
	StateKind string        `json:"state_kind" doc:"状态的种类，见 /meta"`
	State     string        `json:"state"`
	Status    string        `json:"status" doc:"情形，中文"`
	By        string        `json:"by" doc:"由谁"`
	Link      string        `json:"link" doc:"打开哪一页"`
	File      string        `json:"file" doc:"下载的文件"`
}

// ProfileRounds are the rounds of an enterprise, the latest year first.
type ProfileRounds struct {
	Items []ProfileRound `json:"items" nullable:"false"`
	Note  string         `json:"note"`
}

// ProfileRound is one round from the list to its result (一轮审核).
type ProfileRound struct {
	ID        string        `json:"id"`
	Year      int           `json:"year"`
	CaseNo    string        `json:"case_no"`
	SiteName  string        `json:"site_name"`
	NameThen  string        `json:"name_then" doc:"列入时的名称"`
	State     string        `json:"state"`
	Track     string        `json:"track"`
	Mode      string        `json:"mode"`
	Agency    string        `json:"agency"`
	Round     int           `json:"round"`
	Reasons   string        `json:"reasons" doc:"列入原因"`
	Link      string        `json:"link"`
	Steps     []ProfileStep `json:"steps" nullable:"false"`
	Withdrawn bool          `json:"withdrawn" doc:"名单行已由更正名单撤销"`
}

// ProfileStep is one step of a round: what was done, when, with what result.
type ProfileStep struct {
	Title  string        `json:"title"`
	On     calendar.Date `json:"on" doc:"空为还没有"`
	Detail string        `json:"detail"`
	Link   string        `json:"link"`
}

// mostLines bounds a part; what is older is found on the lists.
const mostLines = 200

// noRight is what a part says to a reader whose role does not see such records.
const noRight = "本角色不查看这一部分。"
