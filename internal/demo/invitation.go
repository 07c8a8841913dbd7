package demo

import (
	"time"

	"qingshen/internal/agency"
	"qingshen/internal/audit"
	"qingshen/internal/calendar"
)

// invitationCount is how many invitations beside the running engagements the demonstration has: enough for every fate.
const invitationCount = 36

// fate is what became of an invitation: the acts after it, who did them, with what words.
type fate struct {
	state   string
	acts    []string // engagement acts in order
	note    string
	opinion bool // a second agency that only reads
}

// fates take turns. An agency that only reads may stand beside the one that fills.
var fates = []fate{
	{state: agency.Offered, opinion: true},
	{state: agency.Declined, acts: []string{"decline"}, note: "本年度业务已满，无法按期承担。（演示数据）"},
	{state: agency.Withdrawn, acts: []string{"accept", "begin", "withdraw"}, opinion: true},
	{state: agency.Agreed, acts: []string{"accept"}, opinion: true},
	{state: agency.Cancelled, acts: []string{"cancel"}},
	{state: agency.Ended, acts: []string{"accept", "begin", "end"}, note: "咨询工作已经完成。（演示数据）", opinion: true},
}

// invitations gives some audits that are under way an invitation beside the agency that works on them.
func (w *world) invitations() {
	number := 0
	for _, a := range w.sheaf.audits {
		if number == invitationCount {
			return
		}
		site := w.siteOf[a.EnterpriseID]
		if a.State != audit.Ongoing || site == nil || a.StartedOn == "" || a.StartedOn.AddDays(8) >= w.today {
			continue
		}
		w.invitation(a, site, number)
		number++
	}
}

func (w *world) invitation(a *audit.Audit, s *site, number int) {
	d, f := roll(w.seed, ofCase, 3_000_000_000+number), fates[number%len(fates)]
	g := number % 3 // the agencies that have an account on the first page
	if w.agencies[g].ID == a.AgencyID {
		g = (g + 1) % 3
	}
	firm := w.agencies[g]
	at := d.at(w.today.AddDays(-6 - number%2))
	e := &agency.Engagement{
		AgencyID: firm.ID, AgencyName: firm.Name, EnterpriseID: a.EnterpriseID, EnterpriseName: a.EnterpriseName, AuditID: a.ID, CaseNo: a.CaseNo, RegionCode: a.RegionCode, CityCode: a.CityCode,
		State: agency.Offered, Scope: agency.ScopeFill, FromOn: w.today.AddDays(-6), Invitation: "请承担本项审核的咨询工作，资料可在接受后查看。（演示数据）",
	}
	if f.opinion {
		e.Scope, e.Invitation = agency.ScopeRead, "请对审核资料提出意见，不需要填写。（演示数据）"
	}
	if f.state == agency.Agreed {
		e.FromOn = w.today.AddDays(10)
	}
	stamp(&e.Row, d.id(at), at)
	w.noteAt(d, enterpriseOffice(s), "engagement.invite", e.Subject(), at, "")
	w.tell(d, "engagement-offered", e.Subject(), at, map[string]string{"scope": agency.ScopeLabels[e.Scope], "case": e.CaseNo, "from": e.FromOn.Chinese(), "note": e.Invitation})
	for _, do := range f.acts {
		at = at.Add(time.Duration(d.between(20, 26)) * time.Hour)
		w.engagementAct(d, e, do, agencyOffice(g+1, firm), enterpriseOffice(s), f.note, at)
	}
	w.sheaf.engagements = append(w.sheaf.engagements, e)
}

// engagementAct does one act as flow would: state, version, dates, journal and messages.
func (w *world) engagementAct(d dice, e *agency.Engagement, do string, firm, enterprise office, note string, at time.Time) {
	by, on := enterprise, calendar.FromTime(at)
	switch do {
	case "accept", "decline":
		by, e.AnsweredOn = firm, on
	case "begin":
		by, e.BegunOn = firm, on
	default:
		e.UntilOn = on
	}
	if do == "decline" || do == "end" {
		e.Answer = note
	}
	for _, step := range agency.States.Steps {
		if step.Do == do && step.From == e.State {
			e.State, e.Version, e.UpdatedAt = step.To, e.Version+1, at
			w.noteAt(d, by, "engagement."+do, e.Subject(), at, e.Answer)
			w.tell(d, step.Tells, e.Subject(), at, map[string]string{"note": e.Answer})
			return
		}
	}
	panic("demo: an engagement has no step " + do + " from " + e.State)
}
