package profile

import (
	"context"
	"fmt"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/agency"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/enterprise"
	"qingshen/internal/equivalence"
	"qingshen/internal/event"
	"qingshen/internal/file"
	"qingshen/internal/listing"
	"qingshen/internal/petition"
	"qingshen/internal/reminder"
	"qingshen/internal/store"
)

// Service gathers what is known of an enterprise.
type Service struct {
	db          *store.DB
	enterprises *enterprise.Service
}

// New gives the service.
func New(db *store.DB, enterprises *enterprise.Service) *Service {
	return &Service{db: db, enterprises: enterprises}
}

// reader reads one part of the page about an enterprise that was found in the actor's place.
type reader struct {
	needs access.Permission
	none  string
	read  func(tx *store.Tx, e *enterprise.Enterprise) ([]ProfileLine, error)
}

// ProfilePart gives one part; a foreign enterprise does not exist.
func (s *Service) part(r reader) func(context.Context, string) (*ProfilePart, error) {
	return func(ctx context.Context, id string) (*ProfilePart, error) {
		return store.Read(ctx, s.db, func(tx *store.Tx) (*ProfilePart, error) {
			e, err := s.enterprises.Find(tx, id)
			if err != nil {
				return nil, err
			}
			if !tx.Actor().Can(r.needs) {
				return &ProfilePart{Lines: []ProfileLine{}, Note: noRight}, nil
			}
			lines, err := r.read(tx, e)
			out := &ProfilePart{Lines: lines[:min(len(lines), mostLines)], More: len(lines) > mostLines}
			if len(lines) == 0 {
				out.Lines, out.Note = []ProfileLine{}, r.none
			}
			return out, err
		})
	}
}

// clocks are the statutory clocks, the open ones first.
func clocks(tx *store.Tx, e *enterprise.Enterprise) ([]ProfileLine, error) {
	rows, err := of[deadline.Deadline](tx, e.ID, "?TableAlias.open DESC, ?TableAlias.due_on DESC, ?TableAlias.id")
	var out []ProfileLine
	for _, d := range rows {
		out = append(out, ProfileLine{ID: d.ID, Kind: tx.Law().Word("party", d.Party), Title: d.Title, Detail: d.Arithmetic, On: d.StartsOn, Until: d.DueOn, Status: standing(&d, tx.Today()), By: d.Cite, Link: d.Link})
	}
	return out, err
}

// standing says in words how a clock stands.
func standing(d *deadline.Deadline, today calendar.Date) string {
	switch {
	case d.MetOn != "" && d.MetOn > d.DueOn:
		return d.MetOn.Chinese() + "办结，逾期" + fmt.Sprint(d.DueOn.DaysUntil(d.MetOn)) + "天"
	case d.MetOn != "":
		return d.MetOn.Chinese() + "按期办结"
	case d.EndedOn != "":
		return d.EndedOn.Chinese() + "终止：" + d.EndedReason
	case d.StoppedOn != "":
		return "自" + d.StoppedOn.Chinese() + "停止计算：" + d.StoppedReason
	case d.DueOn < today:
		return fmt.Sprintf("逾期%d天", d.DueOn.DaysUntil(today))
	}
	return fmt.Sprintf("还有%d天", today.DaysUntil(d.DueOn))
}

// affairs are events, petitions and equivalences.
func affairs(tx *store.Tx, e *enterprise.Enterprise) ([]ProfileLine, error) {
	var out []ProfileLine
	events, err := of[event.Event](tx, e.ID, latest)
	if err != nil {
		return nil, err
	}
	for _, x := range events {
		out = append(out, ProfileLine{ID: x.ID, Kind: "变更事项", Title: event.KindLabels[x.Kind], Detail: x.Story, On: x.EffectiveOn, StateKind: "enterprise_event.state", State: x.State, Link: "/enterprise-events/" + x.ID})
	}
	petitions, err := of[petition.Petition](tx, e.ID, latest)
	if err != nil {
		return nil, err
	}
	for _, x := range petitions {
		out = append(out, ProfileLine{ID: x.ID, Kind: petition.Labels["petition.kind"][x.Kind], Title: x.CaseNo, Detail: x.Story, On: x.SubmittedOn, Until: x.Until, StateKind: "petition.state", State: x.State, Link: "/petitions/" + x.ID})
	}
	equal, err := of[equivalence.Equivalence](tx, e.ID, latest)
	for _, x := range equal {
		out = append(out, ProfileLine{ID: x.ID, Kind: "视同", Title: equivalence.Labels["equivalence.kind"][x.Kind] + "　" + x.CertificateNo, Detail: x.Scope, On: x.ValidFrom, Until: x.ValidUntil, StateKind: "equivalence.state", State: x.State, By: x.Body, Link: "/equivalences/" + x.ID})
	}
	return out, err
}

// inventory are the lines of the inventory, with coming in and going out.
func inventory(tx *store.Tx, e *enterprise.Enterprise) ([]ProfileLine, error) {
	rows, err := of[listing.Entry](tx, e.ID, latest)
	var out []ProfileLine
	for _, x := range rows {
		detail := x.Reason
		if x.UntilReason != "" {
			detail += "；调出：" + x.UntilReason
		}
		out = append(out, ProfileLine{ID: x.ID, Kind: x.KeyIndustry, Title: x.SiteName, Detail: detail, On: x.FromOn, Until: x.UntilOn, StateKind: "inventory_entry.state", State: x.State, Link: "/inventory-entries/" + x.ID})
	}
	return out, err
}

// people are the accounts of the enterprise and the agencies that work or have worked for it.
func people(tx *store.Tx, e *enterprise.Enterprise) ([]ProfileLine, error) {
	var out []ProfileLine
	for _, who := range []struct{ kind, name, phone string }{{"法定代表人", e.LegalRepresentative, ""}, {"联系人", e.ContactName, e.ContactPhone}} {
		if who.name != "" {
			out = append(out, ProfileLine{ID: who.kind, Kind: who.kind, Title: who.name, Detail: who.phone})
		}
	}
	accounts, err := of[account.Account](tx, e.ID, "?TableAlias.id")
	if err != nil {
		return nil, err
	}
	for _, a := range accounts {
		out = append(out, ProfileLine{ID: a.ID, Kind: "账号", Title: a.Name, Detail: access.DutyWords(access.ReadDuties(a.Duties)), StateKind: "account.state", State: a.State})
	}
	agencies, err := of[agency.Engagement](tx, e.ID, latest)
	for _, x := range agencies {
		out = append(out, ProfileLine{ID: x.ID, Kind: "咨询服务机构", Title: x.AgencyName, Detail: x.CaseNo, On: x.FromOn, Until: x.UntilOn, StateKind: "engagement.state", State: x.State, Link: "/agencies/" + x.AgencyID})
	}
	return out, err
}

// files are what has been handed in with the affairs of the enterprise.
func files(tx *store.Tx, e *enterprise.Enterprise) ([]ProfileLine, error) {
	rows, err := of[file.File](tx, e.ID, latest)
	var out []ProfileLine
	for _, f := range rows {
		out = append(out, ProfileLine{ID: f.ID, Kind: fileKinds[f.SubjectType], Title: f.Name, Detail: f.Held, On: calendar.FromTime(f.CreatedAt), Status: size(f.Size), File: f.ID})
	}
	return out, err
}

// fileKinds name what a file belongs to.
var fileKinds = map[string]string{"enterprise": "企业证明材料", "audit": "审核", "notice": "告知书", "enterprise_event": "变更事项", "petition": "移出、延期申请", "equivalence": "视同"}

func size(bytes int64) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%d KB", (bytes+1023)/1024)
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
}

// oversight are the reminders that were sent to the enterprise, and what was laid before leaders about it.
func oversight(tx *store.Tx, e *enterprise.Enterprise) ([]ProfileLine, error) {
	var out []ProfileLine
	laid, err := escalations(tx, e.ID)
	if err != nil {
		return nil, err
	}
	for _, x := range laid {
		detail := x.Instruction
		if detail != "" {
			detail += "（" + x.InstructedBy + "批示）"
		}
		status := fmt.Sprintf("列入时逾期%d天", x.Days)
		if x.MetOn != "" {
			status = calendar.Date(x.MetOn).Chinese() + "办结"
		}
		out = append(out, ProfileLine{ID: x.ID, Kind: "督办", Title: x.Title, Detail: detail, On: calendar.Date(x.OpenedOn), Status: status, By: reminder.LevelLabels[x.Level], Link: "/escalations/" + x.ID})
	}
	sent, err := of[reminder.Reminder](tx, e.ID, latest)
	for _, r := range sent {
		out = append(out, ProfileLine{ID: r.ID, Kind: reminder.KindLabels[r.Kind], Title: r.Title, Detail: r.Body, On: r.Day, Link: r.Link})
	}
	return out, err
}
