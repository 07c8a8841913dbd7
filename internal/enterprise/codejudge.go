package enterprise

import "strings"

// CodeQuery is a credit code as typed so far.
type CodeQuery struct {
	Code string `query:"code" required:"true" maxLength:"60" doc:"统一社会信用代码，可以是刚输入的原样"`
}

// CodeAnswer is what is to be said of a credit code.
type CodeAnswer struct {
	Code             string         `json:"code" doc:"整理后的代码"`
	Valid            bool           `json:"valid" doc:"是否通过校验"`
	Message          string         `json:"message" doc:"哪里不对、怎么改"`
	Remark           string         `json:"remark" doc:"通过校验、但作过整理时的说明"`
	Proposal         string         `json:"proposal" doc:"能通过校验的建议代码，空为没有"`
	Reason           string         `json:"reason" doc:"建议的理由"`
	Others           []CodeProposal `json:"others" nullable:"false" doc:"有几种可能时的全部建议，须由人选择"`
	Warning          string         `json:"warning" doc:"通过校验、但应当核对的地方"`
	RegisteredID     string         `json:"registered_id" doc:"已登记的企业（在管辖范围内时）"`
	RegisteredName   string         `json:"registered_name" doc:"已登记的企业名称"`
	RegisteredRegion string         `json:"registered_region" doc:"已登记的企业所在地"`
}

// exact tells a code that passed as it was typed.
func (a CodeAnswer) exact() bool { return a.Valid && a.Remark == "" }

// sentence is the fault with the proposals.
func (a CodeAnswer) sentence() string {
	switch {
	case a.Proposal != "":
		return a.Message + "是否应为“" + a.Proposal + "”（" + a.Reason + "）？"
	case len(a.Others) > 0:
		codes := make([]string, len(a.Others))
		for i, p := range a.Others {
			codes[i] = "“" + p.Code + "”（" + p.Reason + "）"
		}
		return a.Message + "可能是" + strings.Join(codes, "或者") + "，请对照营业执照选择。"
	}
	return a.Message
}

// judgeCode holds a typed code against GB 32100. What was only glued to a good code in brackets is cut off with a remark;
// everything that would change a character is proposed and left to a person.
func judgeCode(raw string) CodeAnswer {
	code := NormaliseCode(raw)
	fault := CheckCode(code)
	if fault == nil {
		return CodeAnswer{Code: code, Valid: true, Warning: CodeWarning(code)}
	}
	if head, tail, ok := glued(code); ok {
		return CodeAnswer{Code: head, Valid: true, Warning: CodeWarning(head),
			Remark: "代码后面多出的“" + tail + "”已去掉，按“" + head + "”登记。"}
	}
	out := CodeAnswer{Code: code, Message: fault.Error() + "。"}
	proposals := ProposeCodes(raw)
	if len(proposals) > 0 {
		out.Proposal, out.Reason = proposals[0].Code, proposals[0].Reason
	}
	if len(proposals) > 1 { // two readings: no single one may be taken for the person
		out.Proposal, out.Reason, out.Others = "", "", proposals
	}
	return out
}

// glued splits a good code from brackets and other marks that were glued to it.
func glued(code string) (head, tail string, ok bool) {
	end := strings.IndexFunc(code, func(r rune) bool { return !alphanumeric(r) })
	if end != codeLength || CheckCode(code[:end]) != nil {
		return "", "", false
	}
	return code[:end], code[end:], true
}
