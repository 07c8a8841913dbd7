package access

import (
	"slices"
	"strings"
)

// Duty is what a person does within an enterprise (岗位): several people work under one enterprise, each with an account
// of their own. An account that holds none of them expressly stands for the whole enterprise and holds all.
type Duty string

// The duties, in the order in which a file passes through their hands.
const (
	DutyFill   Duty = "fill"   // 填报
	DutyReview Duty = "review" // 审核
	DutySign   Duty = "sign"   // 签发
	DutyKeep   Duty = "keep"   // 企业管理员
)

// Duties are all duties in their order.
var Duties = []Duty{DutyFill, DutyReview, DutySign, DutyKeep}

// DutyLabels are the Chinese names of the duties.
var DutyLabels = map[Duty]string{DutyFill: "填报", DutyReview: "审核", DutySign: "签发", DutyKeep: "企业管理员"}

// DutyMatrix divides what an enterprise may do among its people. What is not named here, all of them may: reading first
// of all.
var DutyMatrix = map[Permission][]Duty{
	FillAudit:        {DutyFill},
	RunAudit:         {DutySign},
	Disclose:         {DutySign},
	Apply:            {DutySign},
	ReceiveNotice:    {DutyFill, DutySign},
	KeepColleague:    {DutyKeep},
	RecordFact:       {DutyFill},
	ReportEvent:      {DutyFill, DutySign},
	FilePetition:     {DutySign},
	ClaimEquivalence: {DutySign},
}

// ReadDuties reads duties from their stored form; none is nil, which is everything.
func ReadDuties(text string) []Duty {
	if text == "" {
		return nil
	}
	var out []Duty
	for _, word := range strings.Split(text, ",") {
		out = append(out, Duty(word))
	}
	return out
}

// WriteDuties gives the stored form: known duties, once each, in their order.
func WriteDuties(list []Duty) string {
	var words []string
	for _, d := range Duties {
		if slices.Contains(list, d) {
			words = append(words, string(d))
		}
	}
	return strings.Join(words, ",")
}

// DutyWords names duties for people, such as “填报、签发”; none is all of them.
func DutyWords(list []Duty) string {
	if list == nil {
		list = Duties
	}
	var words []string
	for _, d := range Duties {
		if slices.Contains(list, d) {
			words = append(words, DutyLabels[d])
		}
	}
	return strings.Join(words, "、")
}
