package audit_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/agency"
	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/message"
	"qingshen/internal/store"
)

// firm registers an agency and gives it with a person of it.
func (w *world) firm(code, name string) (*agency.Agency, context.Context) {
	w.t.Helper()
	body, err := w.agencies.Create(enterprise, agency.AgencyInput{CreditCode: code, Name: name, RegionCode: "370100"})
	if err != nil {
		w.t.Fatal(err)
	}
	return body, as(access.RoleAgency, access.Place{AgencyID: body.ID})
}

// invited invites an agency to an audit and gives the invitation.
func (w *world) invited(auditID string, in agency.Commission) string {
	w.t.Helper()
	do(w, enterprise, auditID, w.audits.Engage, audit.EngageInput{Commission: in})
	list, err := w.agencies.Engagements(enterprise, agency.EngagementQuery{AuditID: auditID, AgencyID: in.AgencyID})
	if err != nil || len(list.Items) == 0 {
		w.t.Fatalf("no invitation: %v", err)
	}
	return list.Items[0].ID
}

type turnOfEngagement = func(context.Context, string, agency.ReasonInput) (*agency.Engagement, error)

// turn does an act on an engagement.
func (w *world) turn(ctx context.Context, id string, act turnOfEngagement, in agency.ReasonInput) *agency.Engagement {
	w.t.Helper()
	e, err := w.tryTurn(ctx, id, act, in)
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}

func (w *world) tryTurn(ctx context.Context, id string, act turnOfEngagement, in agency.ReasonInput) (*agency.Engagement, error) {
	w.t.Helper()
	e, err := w.agencies.Engagement(province, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return act(store.WithVersion(ctx, e.Version), id, in)
}

// inbox counts the messages in an inbox whose title says the words.
func (w *world) inbox(ctx context.Context, words string) int {
	w.t.Helper()
	n := 0
	box, err := message.New(w.db).List(ctx, message.Query{})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, m := range box.Items {
		if strings.Contains(m.Title, words) {
			n++
		}
	}
	return n
}

func TestAnInvitedAgencySeesNothingUntilItAccepts(t *testing.T) {
	w := newWorld(t)
	id := w.started("toxic")
	firm, helper := w.firm("91350100M000100Y43", "山东某环保咨询有限公司")
	_, other := w.firm("91110108MA01KPGK0L", "另一家咨询有限公司")
	e := w.invited(id, agency.Commission{AgencyID: firm.ID, Invitation: "请承担本年度审核"})
	if w.inbox(helper, "待答复") != 1 {
		t.Error("the invitation is a message to the agency")
	}
	if _, err := w.audits.Get(helper, id); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("an invitation is no access: %v", err)
	}
	if _, err := w.agencies.Engagement(other, e); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("the invitation of another agency: %v", err)
	}
	if _, err := w.tryTurn(other, e, w.agencies.Accept, agency.ReasonInput{}); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("accepts for another agency: %v", err)
	}
	f := refuse(w, enterprise, id, fault.KindConflict, w.audits.Engage, audit.EngageInput{Commission: agency.Commission{AgencyID: firm.ID}})
	if !strings.Contains(f.Message, "待机构答复") {
		t.Errorf("a second invitation of the same agency: %s", f.Message)
	}
	w.turn(helper, e, w.agencies.Accept, agency.ReasonInput{})
	if a := w.get(helper, id); a.AgencyName != firm.Name || w.inbox(enterprise, "已经开始") != 1 {
		t.Errorf("after acceptance: %q", a.AgencyName)
	}
	if _, err := w.audits.Get(other, id); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("a stranger among the agencies: %v", err)
	}
}

func TestAnAgencyDeclinesWithAReason(t *testing.T) {
	w := newWorld(t)
	id := w.started("toxic")
	firm, helper := w.firm("91350100M000100Y43", "山东某环保咨询有限公司")
	e := w.invited(id, agency.Commission{AgencyID: firm.ID})
	_, err := w.tryTurn(helper, e, w.agencies.Decline, agency.ReasonInput{Reason: "  "})
	if f := fault.As(err); !fault.Is(err, fault.KindInvalid) || !strings.Contains(f.Message, "没有谢绝") {
		t.Errorf("without a reason: %v", err)
	}
	declined := w.turn(helper, e, w.agencies.Decline, agency.ReasonInput{Reason: "本年度业务已满"})
	if declined.State != agency.Declined || declined.Answer != "本年度业务已满" || w.inbox(enterprise, "已谢绝") != 1 {
		t.Errorf("declined: %+v", declined)
	}
	if _, err := w.tryTurn(helper, e, w.agencies.Accept, agency.ReasonInput{}); !fault.Is(err, fault.KindConflict) {
		t.Errorf("accepts what it has declined: %v", err)
	}
	again := w.invited(id, agency.Commission{AgencyID: firm.ID})
	w.turn(enterprise, again, w.agencies.Cancel, agency.ReasonInput{})
	if _, err := w.tryTurn(helper, again, w.agencies.Accept, agency.ReasonInput{}); !fault.Is(err, fault.KindConflict) || w.inbox(helper, "已撤回") != 1 {
		t.Errorf("accepts what has been taken back: %v", err)
	}
}

func TestAccessEndsAtOnceWithOneClick(t *testing.T) {
	w := newWorld(t)
	id := w.started("toxic")
	firm, helper := w.firm("91350100M000100Y43", "山东某环保咨询有限公司")
	e := w.invited(id, agency.Commission{AgencyID: firm.ID})
	w.turn(helper, e, w.agencies.Accept, agency.ReasonInput{})
	c := w.as(helper)
	c.must("PUT", "/audits/"+id+"/dossier/water", `{"version":1,"rows":[{"source":"自来水","year":2025,"fresh":"1","unit":"m³"}]}`)
	w.turn(enterprise, e, w.agencies.Withdraw, agency.ReasonInput{})
	for _, path := range []string{"/audits/" + id, "/audits/" + id + "/dossier/water", "/audits/" + id + "/options", "/audits/" + id + "/disclosure", "/audits/" + id + "/history"} {
		if code, answer := c.call("GET", path, ""); code != 404 {
			t.Errorf("GET %s after the withdrawal: %d %s", path, code, answer)
		}
	}
	if code, _ := c.call("PUT", "/audits/"+id+"/dossier/water", `{"version":2,"rows":[]}`); code != 404 {
		t.Errorf("writes after the withdrawal: %d", code)
	}
	own := w.as(enterprise)
	if body := own.must("GET", "/audits/"+id+"/dossier/water", ""); !strings.Contains(body, "自来水") || !strings.Contains(body, `"written_by":"`+firm.Name) {
		t.Errorf("what the agency wrote stays and is marked: %s", body)
	}
	if body := own.must("GET", "/audits/"+id+"/history", ""); !strings.Contains(body, "收回权限") && !strings.Contains(body, "engagement.withdraw") {
		t.Errorf("the withdrawal is in the journal of the case: %s", body)
	}
	if w.inbox(helper, "权限已收回") != 1 || w.inbox(enterprise, "权限已收回") != 1 {
		t.Error("both sides are told")
	}
	own.must("PUT", "/audits/"+id+"/dossier/water", `{"version":2,"rows":[{"source":"自来水","year":2025,"fresh":"2","unit":"m³"}]}`)
	if body := own.must("GET", "/audits/"+id+"/dossier/water", ""); strings.Contains(body, `"written_by":"`) {
		t.Errorf("what the enterprise has rewritten is its own: %s", body)
	}
}

func TestAnAgencyInvitedToReadDoesNotWrite(t *testing.T) {
	w := newWorld(t)
	id := w.started("toxic")
	firm, helper := w.firm("91350100M000100Y43", "山东某环保咨询有限公司")
	filler, fills := w.firm("91110108MA01KPGK0L", "另一家咨询有限公司")
	w.turn(fills, w.invited(id, agency.Commission{AgencyID: filler.ID}), w.agencies.Accept, agency.ReasonInput{})
	w.turn(helper, w.invited(id, agency.Commission{AgencyID: firm.ID, Scope: agency.ScopeRead}), w.agencies.Accept, agency.ReasonInput{})
	if a := w.get(helper, id); a.AgencyID != filler.ID {
		t.Errorf("who only reads takes nobody's place: %q", a.AgencyName)
	}
	c := w.as(helper)
	if body := c.must("GET", "/audits/"+id+"/dossier/water", ""); !strings.Contains(body, "只查看") || strings.Contains(body, `"editable":true`) {
		t.Errorf("section: %s", body)
	}
	if code, answer := c.call("PUT", "/audits/"+id+"/dossier/water", `{"version":1,"rows":[]}`); code != 409 || !strings.Contains(answer, "只查看这件审核") {
		t.Errorf("writes: %d %s", code, answer)
	}
	w.as(fills).must("PUT", "/audits/"+id+"/dossier/water", `{"version":1,"rows":[]}`)
}

func TestTheWorkBeginsOnTheDayOfTheInvitationAndReplacesTheFormerAgency(t *testing.T) {
	w := newWorld(t)
	id := w.started("toxic")
	first, former := w.firm("91350100M000100Y43", "山东某环保咨询有限公司")
	second, next := w.firm("91110108MA01KPGK0L", "另一家咨询有限公司")
	before := w.invited(id, agency.Commission{AgencyID: first.ID})
	w.turn(former, before, w.agencies.Accept, agency.ReasonInput{})
	later := w.invited(id, agency.Commission{AgencyID: second.ID, FromOn: "2026-04-10"})
	if e := w.turn(next, later, w.agencies.Accept, agency.ReasonInput{}); e.State != agency.Agreed {
		t.Errorf("accepted ahead of its day: %s", e.State)
	}
	if _, err := w.audits.Get(next, id); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("sees the audit ahead of its day: %v", err)
	}
	w.db.Clock().Set(calendar.Date("2026-04-10").Start().Add(3 * time.Hour))
	if err := w.agencies.BeginDue(access.With(context.Background(), access.System)); err != nil {
		t.Fatal(err)
	}
	if a := w.get(next, id); a.AgencyID != second.ID {
		t.Errorf("the agency of the round is %q", a.AgencyName)
	}
	if e, _ := w.agencies.Engagement(province, before); e.State != agency.Ended || !strings.Contains(e.Answer, second.Name) {
		t.Errorf("the former engagement: %s %s", e.State, e.Answer)
	}
	w.stillReads(former, id)
}

// stillReads demands that a former agency still reads the round and is told why it does not write.
func (w *world) stillReads(former context.Context, id string) {
	w.t.Helper()
	if code, answer := w.as(former).call("PUT", "/audits/"+id+"/dossier/water", `{"version":1,"rows":[]}`); code != 409 || !strings.Contains(answer, "委托已经终止") {
		w.t.Errorf("the former agency writes: %d %s", code, answer)
	}
}

func TestAnAuditStartsWithAnInvitationAndIsNotReportedBeforeTheAgencyAccepts(t *testing.T) {
	w := newWorld(t)
	id := w.publish("2026-03-31", opening("r1", "e1", "370102", "toxic"))["r1"]
	firm, helper := w.firm("91350100M000100Y43", "山东某环保咨询有限公司")
	in := selfStart()
	in.Mode = audit.ModeAgency
	in.Evidence = nil
	for _, m := range []string{"capability-equipment", "capability-industry", "capability-staff", "capability-independent"} {
		in.Evidence = append(in.Evidence, audit.Evidence{Material: m, Text: "机构声明具备"})
	}
	f := refuse(w, enterprise, id, fault.KindInvalid, w.audits.Start, in)
	if !strings.Contains(f.Fields[0].Message, "发出邀请") {
		t.Errorf("without an agency: %+v", f.Fields)
	}
	for _, m := range f.Fields[1:] {
		in.Evidence = append(in.Evidence, audit.Evidence{Material: strings.TrimPrefix(m.Path, "evidence."), Text: "机构声明具备"})
	}
	in.Engagement = &agency.Commission{AgencyID: firm.ID}
	if a := do(w, enterprise, id, w.audits.Start, in); a.State != audit.Ongoing || a.AgencyID != "" {
		t.Fatalf("started: %s %q", a.State, a.AgencyID)
	}
	list, err := w.agencies.Engagements(helper, agency.EngagementQuery{Open: true})
	if err != nil || len(list.Items) != 1 || list.Items[0].CaseNo == "" {
		t.Fatalf("the invitation on the agency's desk: %+v %v", list.Items, err)
	}
	report := audit.ReportInput{FileID: w.file(id), DeclaredBy: "王厂长", Declared: true}
	if f := refuse(w, enterprise, id, fault.KindConflict, w.audits.SubmitReport, report); !strings.Contains(f.Message, "还没有接受委托") {
		t.Errorf("reports before the agency has accepted: %s", f.Message)
	}
	w.turn(helper, list.Items[0].ID, w.agencies.Accept, agency.ReasonInput{})
	if f := refuse(w, enterprise, id, fault.KindInvalid, w.audits.SubmitReport, report); !strings.Contains(f.Message, "还不能提交") {
		t.Errorf("then only the stages stand in the way: %s", f.Message)
	}
	if a := w.get(helper, id); a.Mode != audit.ModeAgency || a.AgencyID != firm.ID {
		t.Errorf("after acceptance: %s %q", a.Mode, a.AgencyID)
	}
}
