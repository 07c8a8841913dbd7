package demo

import (
	"time"

	"qingshen/internal/audit"
	"qingshen/internal/dossier"
)

// handsCount is how many rounds have comments, and how many have places that were sent back: enough for every state.
const handsCount = 12

// remark is one comment of the demonstration with its answer.
type remark struct {
	section, column, body, answer string
	settled                       bool
}

var remarks = []remark{
	{section: "products", column: "output", body: "与统计年报的产量不一致，请核对后说明口径。（演示数据）"},
	{section: "water", column: "fresh", body: "取水量请以水费单为准。（演示数据）", answer: "已按十二个月的水费单更正。（演示数据）", settled: true},
	{section: "equipment", column: "grade", body: "循环水泵的能效等级请附铭牌照片。（演示数据）", answer: "照片已经上传到附件。（演示数据）"},
}

var ofOption = remark{body: "计划投资请与采购合同核对。（演示数据）", answer: "已核对，合同已上传到证明材料。（演示数据）"}

// hands lets several people work in some dossiers: agency and enterprise ask and answer while they fill them in, and after
// the report officers send single places back.
func (w *world) hands() {
	filled, handed := []*audit.Audit{}, []*audit.Audit{}
	for _, a := range w.sheaf.audits {
		switch {
		case w.siteOf[a.EnterpriseID] == nil:
		case a.State == audit.Ongoing && a.AgencyID != "" && len(filled) < handsCount:
			filled = append(filled, a)
		case a.State == audit.Reported && len(handed) < handsCount:
			handed = append(handed, a)
		}
	}
	sections := w.sectionsOf(append(filled, handed...))
	first := map[string]*audit.Option{}
	for _, o := range w.sheaf.options {
		if first[o.AuditID] == nil {
			first[o.AuditID] = o
		}
	}
	for i, a := range filled {
		for k := range remarks {
			w.commentOnTable(a, sections[a.ID+remarks[k].section], remarks[k], 4_000_000_000+i*10+k)
		}
		if o := first[a.ID]; o != nil {
			w.comment(a, w.composer.AtOption(a, o, "investment_fen"), ofOption, 4_000_000_000+i*10+len(remarks))
		}
	}
	for i, a := range handed {
		state := []string{audit.ReturnOpen, audit.ReturnResubmitted, audit.ReturnSettled}[i%3]
		if a.CityCode == "370100" {
			state = audit.ReturnSettled // what is open there would stand in the way of the rounds that are played through
		}
		w.giveBack(a, sections[a.ID+"water"], state, 5_000_000_000+i)
	}
}

// sectionsOf finds the tables of some rounds, by audit and table.
func (w *world) sectionsOf(audits []*audit.Audit) map[string]*audit.DossierSection {
	wanted, out := map[string]bool{}, map[string]*audit.DossierSection{}
	for _, a := range audits {
		wanted[a.ID] = true
	}
	for _, s := range w.sheaf.sections {
		if wanted[s.AuditID] && s.Summary != "" {
			out[s.AuditID+s.Section] = s
		}
	}
	return out
}

// lately is a day of the last week, and not before the round began.
func (w *world) lately(d dice) time.Time { return d.at(w.today.AddDays(-d.between(2, 6))) }

func (w *world) commentOnTable(a *audit.Audit, section *audit.DossierSection, r remark, number int) {
	if section == nil {
		return
	}
	c, err := w.composer.At(a, section, "r1", r.column)
	if err != nil {
		panic("demo: comment: " + err.Error())
	}
	w.comment(a, c, r, number)
}

func (w *world) comment(a *audit.Audit, c *audit.DossierComment, r remark, number int) {
	d := roll(w.seed, ofCase, number)
	at := w.lately(d)
	firm := enterpriseOffice(w.siteOf[a.EnterpriseID])
	c.Body, c.AuthorName, c.Party, c.Awaits = r.body, a.AgencyName, audit.PartyAgency, audit.PartyEnterprise
	stamp(&c.Row, d.id(at), at)
	if r.answer != "" {
		at = at.Add(5 * time.Hour)
		c.Replies, c.Awaits = append(c.Replies, audit.CommentReply{At: at, Name: firm.name, Party: audit.PartyEnterprise, Body: r.answer}), audit.PartyAgency
	}
	if r.settled {
		settled := at.Add(3 * time.Hour)
		c.State, c.ResolvedBy, c.ResolvedAt = audit.CommentResolved, a.AgencyName, &settled
	}
	w.sheaf.comments = append(w.sheaf.comments, c)
}

// giveBack sends the intake of the first line of the water table back; where it was handed in again, it was mended before.
func (w *world) giveBack(a *audit.Audit, section *audit.DossierSection, state string, number int) {
	if section == nil {
		return
	}
	d := roll(w.seed, ofCase, number)
	at, city := w.lately(d), cityOffice(w.geo.byCode[a.CityCode])
	r, err := w.composer.Back(a, section, "r1", "fresh", at)
	if err != nil {
		panic("demo: return: " + err.Error())
	}
	r.Reason, r.ReturnedBy, r.ReturnedName = "与水行政主管部门的取水台账不一致，请核对计量记录后更正或者说明。（演示数据）", w.accountID(city.login), city.name
	stamp(&r.Row, d.id(at), at)
	w.noteAt(d, city, "dossier_return.return", r.Subject(), at, r.Reason)
	if state != audit.ReturnOpen {
		at = at.Add(6 * time.Hour)
		w.mend(a, section, at)
		r.State, r.Version, r.UpdatedAt = state, 2, at
		r.Answer, r.AnsweredName, r.AnsweredAt = "已按取水计量记录更正。（演示数据）", a.EnterpriseName, &at
		w.noteAt(d, enterpriseOffice(w.siteOf[a.EnterpriseID]), "dossier_return.resubmit", r.Subject(), at, r.Answer)
	}
	w.sheaf.returns = append(w.sheaf.returns, r)
}

// mend raises the intake a little, so that the page of returns has a difference to show.
func (w *world) mend(a *audit.Audit, section *audit.DossierSection, at time.Time) {
	rows, err := w.composer.Rows(section)
	if err != nil || len(rows) == 0 {
		return
	}
	rows[0]["fresh"] = row("fresh", dossier.Text(rows[0]["fresh"])+"5")["fresh"]
	if err := w.composer.Fill(section, rows, a.OpenedOn); err != nil {
		panic("demo: mended: " + err.Error())
	}
	section.Version, section.UpdatedAt = section.Version+1, at
}
