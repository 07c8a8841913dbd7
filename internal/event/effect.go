package event

import (
	"fmt"

	"qingshen/internal/audit"
	"qingshen/internal/deadline"
	"qingshen/internal/enterprise"
	"qingshen/internal/store"
)

// The records that an event changes.
const (
	ofEnterprise = "enterprise"
	ofSite       = "site"
	ofAudit      = "audit"
	ofEntry      = "inventory_entry"
	ofEvent      = "enterprise_event"
	ofNothing    = "" // a sentence for the reader only
)

// Effect is one thing that an approved event has done, with what is needed to take it back.
type Effect struct {
	What    string            `json:"what" doc:"涉及的记录类别"`
	ID      string            `json:"id" doc:"涉及的记录"`
	Title   string            `json:"title" doc:"名称"`
	Link    string            `json:"link" doc:"页面地址"`
	Text    string            `json:"text" doc:"办理结果"`
	Version int64             `json:"version" doc:"办理后的版本号：以后有变动的不能撤销"`
	Before  map[string]string `json:"before" doc:"办理前的内容"`
}

// act gives what each kind of event does when it is approved.
func (s *Service) act(tx *store.Tx, e *Event) error {
	acts := map[string]func(*store.Tx, *Event) error{
		Standstill: s.standStill, Resumption: s.goOn, Closure: s.closeDown, Relocation: s.relocate, Rename: s.rename, Conversion: s.convert, Merger: s.merge,
	}
	e.Effects = []Effect{}
	if err := acts[e.Kind](tx, e); err != nil {
		return err
	}
	for i := range e.Effects {
		f := &e.Effects[i]
		version, err := s.versionOf(tx, f.What, f.ID)
		if err != nil {
			return err
		}
		f.Version = version
	}
	return nil
}

func (e *Event) did(of store.Subject, text string, before map[string]string) {
	e.Effects = append(e.Effects, Effect{What: of.Type, ID: of.ID, Title: of.Title, Link: of.Link, Text: text, Before: before})
}

func (s *Service) standStill(tx *store.Tx, e *Event) error {
	if e.SiteID == "" {
		owner, err := s.enterprises.Any(tx, e.EnterpriseID)
		if err != nil {
			return err
		}
		if owner.State == enterprise.Operating {
			if err := s.enterprises.Turn(tx, owner, "suspend", e.Ground()); err != nil {
				return err
			}
			e.did(owner.Subject(), "经营状态改为停产。", map[string]string{"undo": "resume"})
		}
	}
	return s.eachRound(tx, e, func(a *audit.Audit) error {
		before := map[string]string{"state": a.State}
		clocks, err := s.audits.StandStill(tx, a, e.EffectiveOn, e.ExpectedUntil, e.Ground())
		if err != nil {
			return err
		}
		e.did(a.Subject(), standingWords(a, clocks), before)
		return nil
	})
}

// standingWords says what stands still in a round.
func standingWords(a *audit.Audit, clocks []deadline.Deadline) string {
	text := "审核状态不变。"
	if a.State == audit.Suspended {
		text = "审核中止。"
	}
	if len(clocks) == 0 {
		return text + "没有需要停止计算的期限。"
	}
	for i := range clocks {
		d := &clocks[i]
		text += fmt.Sprintf("“%s”自%s起停止计算，现到期日%s，复产后按停止的天数顺延。", d.Title, d.StoppedOn.Chinese(), d.DueOn.Chinese())
	}
	return text
}

func (s *Service) goOn(tx *store.Tx, e *Event) error {
	stop, err := standing(tx, e.EnterpriseID, e.SiteID)
	if err != nil {
		return err
	}
	stop.EndedOn = e.EffectiveOn
	if err := tx.SaveNoted("enterprise_event.end", e.Ground(), stop); err != nil {
		return err
	}
	e.did(stop.Subject(), "停产事项结束。", map[string]string{})
	owner, err := s.enterprises.Any(tx, e.EnterpriseID)
	if err != nil {
		return err
	}
	if e.SiteID == "" && owner.State == enterprise.Suspended {
		if err := s.enterprises.Turn(tx, owner, "resume", e.Ground()); err != nil {
			return err
		}
		e.did(owner.Subject(), "经营状态改为正常生产。", map[string]string{"undo": "suspend"})
	}
	return s.eachRound(tx, e, func(a *audit.Audit) error {
		before := map[string]string{"state": a.State, "from": string(a.SuspendedOn), "until": string(a.SuspendedUntil)}
		clocks, err := s.audits.GoOn(tx, a, e.EffectiveOn, e.Ground())
		if err != nil {
			return err
		}
		text := ""
		for i := range clocks {
			if n := len(clocks[i].Pauses); n > 0 && clocks[i].Pauses[n-1].Until == e.EffectiveOn {
				text += "“" + clocks[i].Title + "”：" + clocks[i].Pauses[n-1].Arithmetic
			}
		}
		if before["state"] == audit.Suspended {
			text = "审核恢复。" + text
		}
		if text != "" {
			e.did(a.Subject(), text, before)
		}
		return nil
	})
}

func (s *Service) closeDown(tx *store.Tx, e *Event) error {
	if err := s.shut(tx, e); err != nil {
		return err
	}
	note := "企业已经关闭：" + e.Ground()
	if err := s.eachRound(tx, e, func(a *audit.Audit) error { return s.end(tx, e, a, note) }); err != nil {
		return err
	}
	return s.leave(tx, e, e.Ground())
}

// shut registers the closure of the enterprise or of the one site.
func (s *Service) shut(tx *store.Tx, e *Event) error {
	if e.SiteID != "" {
		site, err := s.enterprises.AnySite(tx, e.SiteID)
		if err != nil || site.State == enterprise.Closed {
			return err
		}
		e.did(site.Subject(), "厂区状态改为已关闭。", map[string]string{"undo": "reopen"})
		return s.enterprises.TurnSite(tx, site, "close", e.Ground())
	}
	owner, err := s.enterprises.Any(tx, e.EnterpriseID)
	if err != nil || owner.State == enterprise.Closed {
		return err
	}
	was := owner.State
	e.did(owner.Subject(), "经营状态改为已关闭。", map[string]string{"undo": "reopen", "state": was})
	return s.enterprises.Turn(tx, owner, "close", e.Ground())
}

// end ends a round, unless a decision on an application comes first.
func (s *Service) end(tx *store.Tx, e *Event, a *audit.Audit, note string) error {
	if a.UnderAppraisal() {
		subject := a.Subject()
		subject.Type = ofNothing
		e.did(subject, "正在评估、验收，先不予受理或者作出结论，再由市生态环境局终止。", nil)
		return nil
	}
	before := map[string]string{"state": a.State, "ended": note, "stood": a.SuspendedFrom}
	if err := s.audits.EndFor(tx, a, note); err != nil {
		return err
	}
	e.did(a.Subject(), "审核终止，未办结的期限终止计算。公布的名单不作更改。", before)
	return nil
}

// leave takes the sites out of the inventory.
func (s *Service) leave(tx *store.Tx, e *Event, reason string) error {
	rows, err := s.lists.Standing(tx, e.EnterpriseID, e.SiteID)
	for i := range rows {
		entry := &rows[i]
		left, err := s.lists.Leave(tx, entry, e.EffectiveOn, reason)
		if err != nil {
			return err
		}
		subject := entry.Subject()
		if left {
			e.did(subject, "调出重点行业企业清单。", map[string]string{})
			continue
		}
		subject.Type = ofNothing
		e.did(subject, "正在年度计划的办理过程中，请在计划中退回或者不予列入以后再调出清单。", nil)
	}
	return err
}

// eachRound does something with every round under way that the event concerns.
func (s *Service) eachRound(tx *store.Tx, e *Event, do func(*audit.Audit) error) error {
	rows, err := s.audits.RunningOf(tx, e.EnterpriseID, e.SiteID)
	for i := range rows {
		if err := do(&rows[i]); err != nil {
			return err
		}
	}
	return err
}

func (s *Service) rename(tx *store.Tx, e *Event) error {
	owner, err := s.enterprises.Any(tx, e.EnterpriseID)
	if err != nil {
		return err
	}
	old := owner.Name
	in := enterprise.EnterpriseRename{Name: e.Change.Name, On: e.EffectiveOn, Evidence: e.Evidence}
	if err := s.enterprises.NameAnew(tx, owner, in); err != nil {
		return err
	}
	e.did(owner.Subject(), fmt.Sprintf("名称由“%s”改为“%s”，原名称作为曾用名保留至%s。公布的名单和在办案件保留当时的名称。", old, owner.Name, e.EffectiveOn.Chinese()), map[string]string{"name": old})
	return s.entriesFollow(tx, e, owner, "")
}

func (s *Service) relocate(tx *store.Tx, e *Event) error {
	site, err := s.enterprises.AnySite(tx, e.SiteID)
	if err != nil {
		return err
	}
	before := map[string]string{"region_code": site.RegionCode, "address": site.Address, "longitude": site.Longitude, "latitude": site.Latitude}
	from := s.regions.Label(site.RegionCode) + site.Address
	if err := s.enterprises.Relocate(tx, site, e.move(), e.Ground()); err != nil {
		return err
	}
	e.did(site.Subject(), fmt.Sprintf("由%s迁至%s%s，原所在地按日期保留。在办案件的案号和管辖不变。", from, s.regions.Label(site.RegionCode), site.Address), before)
	if store.CityOf(before["region_code"]) != site.CityCode {
		return s.changeCity(tx, e, site, e.Ground()+"，迁至"+s.regions.Label(site.RegionCode), from)
	}
	owner, err := s.enterprises.Any(tx, e.EnterpriseID)
	if err != nil {
		return err
	}
	return s.entriesFollow(tx, e, owner, site.RegionCode)
}

func (e *Event) move() enterprise.Move {
	c := e.Change
	return enterprise.Move{RegionCode: c.RegionCode, Address: c.Address, Longitude: c.Longitude, Latitude: c.Latitude, On: e.EffectiveOn}
}

func (s *Service) convert(tx *store.Tx, e *Event) error {
	site, err := s.enterprises.AnySite(tx, e.SiteID)
	if err != nil {
		return err
	}
	owner, err := s.enterprises.Any(tx, e.EnterpriseID)
	if err != nil {
		return err
	}
	before := map[string]string{"industry_code": site.IndustryCode, "key_industry": owner.KeyIndustry, "key_process": owner.KeyProcess}
	was := s.regions.IndustryLabel(site.IndustryCode)
	if err := s.enterprises.Convert(tx, site, e.Change.IndustryCode, e.EffectiveOn, e.Ground()); err != nil {
		return err
	}
	e.did(site.Subject(), fmt.Sprintf("行业由“%s”改为“%s”。请复核是否仍属于重点行业、列入原因和分类管理是否变化。", was, s.regions.IndustryLabel(site.IndustryCode)), before)
	if owner, err = s.enterprises.Any(tx, e.EnterpriseID); err != nil {
		return err
	}
	if err := s.entriesFollow(tx, e, owner, ""); err != nil {
		return err
	}
	return s.lists.Rejudge(tx, e.EnterpriseID)
}

// entriesFollow writes what an enterprise is now into its lines of the inventory.
func (s *Service) entriesFollow(tx *store.Tx, e *Event, owner *enterprise.Enterprise, region string) error {
	rows, err := s.lists.Standing(tx, e.EnterpriseID, e.SiteID)
	for i := range rows {
		to := region
		if to == "" {
			to = rows[i].RegionCode
		}
		if err := s.entryFollows(tx, e, rows[i].ID, to, owner); err != nil {
			return err
		}
	}
	return err
}

func (s *Service) entryFollows(tx *store.Tx, e *Event, id, region string, owner *enterprise.Enterprise) error {
	entry, err := s.lists.AnyEntry(tx, id)
	if err != nil {
		return err
	}
	key := entry.KeyIndustry
	if e.Kind == Conversion {
		key = owner.KeyIndustry
	}
	before := map[string]string{"region_code": entry.RegionCode, "key_industry": entry.KeyIndustry, "enterprise_id": entry.EnterpriseID, "enterprise_name": entry.EnterpriseName}
	if err := s.lists.Follow(tx, entry, region, key, owner.ID, owner.Name, e.Ground()); err != nil {
		return err
	}
	e.did(entry.Subject(), "清单条目同步更新。", before)
	return nil
}
