package listing

import (
	"context"
	"fmt"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// Items lists plan items in the actor's place.
func (s *Service) Items(ctx context.Context, in ItemQuery) (store.List[PlanItem], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[PlanItem], error) {
		out, err := items(tx, in)
		for i := range out.Items {
			item := &out.Items[i]
			item.Actions, item.FactLines, item.RegionLabel = flow.Names(tx, ItemStates, item), factLines(item.Reasons, item.Facts), s.regionLabel(item.RegionCode)
		}
		return out, err
	})
}

// Item gives one plan item.
func (s *Service) Item(ctx context.Context, id string) (*PlanItem, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*PlanItem, error) {
		i, err := store.Find[PlanItem](tx, id, "该计划项目")
		if err == nil {
			s.finish(tx, i)
		}
		return i, err
	})
}

func (s *Service) finish(tx *store.Tx, i *PlanItem) {
	i.Actions, i.FactLines, i.RegionLabel = flow.Allowed(tx, ItemStates, i), factLines(i.Reasons, i.Facts), s.regionLabel(i.RegionCode)
}

// Propose proposes one site for the plan of a year.
func (s *Service) Propose(ctx context.Context, in NewPlanItem) (*PlanItem, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*PlanItem, error) {
		i, err := s.propose(tx, in)
		if err != nil {
			return nil, err
		}
		s.finish(tx, i)
		return i, nil
	})
}

// ProposeAll proposes several sites with the same reasons, with a result for each.
func (s *Service) ProposeAll(ctx context.Context, in NewPlanItems) (RowResults, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (RowResults, error) {
		out := RowResults{Items: []RowResult{}}
		// What is wrong for all of them is said once, at its field.
		var faults fault.List
		checkFacts(&faults, reasonForms(tx.Law(), tx.Today()), in.Reasons, in.Facts, tx.Today())
		if err := faults.Err("没有列入计划，请按提示修改"); err != nil {
			return out, err
		}
		for _, id := range in.EntryIDs {
			i, err := s.propose(tx, in.each(id))
			title := ""
			if i != nil {
				title = i.Subject().Title
			}
			if err := out.add(id, title, err); err != nil {
				return out, err
			}
		}
		return out, nil
	})
}

func (s *Service) propose(tx *store.Tx, in NewPlanItem) (*PlanItem, error) {
	e, err := store.Find[Entry](tx, in.EntryID, "该清单条目")
	if err != nil {
		return nil, err
	}
	i := &PlanItem{
		Year: in.Year, EntryID: e.ID, EnterpriseID: e.EnterpriseID, SiteID: e.SiteID, EnterpriseName: e.EnterpriseName, SiteName: e.SiteName,
		RegionCode: e.RegionCode, CityCode: e.CityCode, KeyIndustry: e.KeyIndustry, Reasons: in.Reasons, Facts: in.Facts,
		Justification: strings.TrimSpace(in.Justification), State: ItemStates.First, ProposedBy: tx.Actor().ID,
	}
	if e.State != EntryActive && e.State != EntryProposed {
		return i, fault.Conflict("该厂区在清单中的状态为“" + EntryStates.Label(e.State) + "”，不能列入年度计划。")
	}
	have, err := itemOfSite(tx, in.Year, e.SiteID)
	if err != nil {
		return nil, err
	}
	if have != nil {
		return i, fault.Conflict(fmt.Sprintf("该厂区已在%s%d年度计划中（%s），不能重复提出。%s", s.cityName(have.CityCode), in.Year, ItemStates.Label(have.State), s.otherCity(have.CityCode, e.RegionCode)))
	}
	p, err := s.ensurePlan(tx, e.CityCode, in.Year)
	if err != nil {
		return i, err
	}
	if !p.takesItems() {
		return i, fault.Conflict(fmt.Sprintf("%d年度计划当前为“%s”，不能再提出列入建议。请联系市生态环境局。", in.Year, PlanStates.Label(p.State)))
	}
	if err := closed(tx, p, e.RegionCode); err != nil {
		return i, err
	}
	i.PlanID = p.ID
	faults, err := s.assess(tx, i, tx.Today())
	if err != nil {
		return i, err
	}
	if err := faults.Err("没有列入计划，请按提示修改"); err != nil {
		return i, err
	}
	return i, tx.Insert("plan_item.propose", i)
}

// SaveItem corrects reasons and facts of an item that is with the county or the city.
func (s *Service) SaveItem(ctx context.Context, id string, in PlanItemInput) (*PlanItem, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*PlanItem, error) {
		i, err := store.Take[PlanItem](tx, id, "该计划项目")
		if err != nil {
			return nil, err
		}
		if actor := tx.Actor(); !actor.Can(access.Propose) && !actor.Can(access.SubmitPlan) {
			return nil, fault.Forbidden("列入原因和事实由县（市、区）分局或市生态环境局修改。")
		}
		if i.State != ItemProposed && i.State != ItemReturned && i.State != ItemWithdrawn {
			return nil, fault.Conflict("该项目当前为“" + ItemStates.Label(i.State) + "”，不能修改。如需修改，请先退回或撤回确认。")
		}
		if err := planOpen(tx, i); err != nil {
			return nil, err
		}
		if err := fixedRow(tx, i); err != nil {
			return nil, err
		}
		i.Reasons, i.Facts, i.Justification = in.Reasons, in.Facts, strings.TrimSpace(in.Justification)
		if err := s.refresh(tx, i, tx.Today(), "修改没有保存"); err != nil {
			return nil, err
		}
		if err := tx.Save("plan_item.revise", i); err != nil {
			return nil, err
		}
		s.finish(tx, i)
		return i, nil
	})
}

// refresh judges an item anew, so that what law and registry say today is what is decided upon.
func (s *Service) refresh(tx *store.Tx, i *PlanItem, on calendar.Date, message string) error {
	faults, err := s.assess(tx, i, on)
	if err != nil {
		return err
	}
	return faults.Err(message)
}

// ActOnItem gives an act on one item.
func (s *Service) ActOnItem(do string) func(context.Context, string, NoteInput) (*PlanItem, error) {
	return func(ctx context.Context, id string, in NoteInput) (*PlanItem, error) {
		return store.In(ctx, s.db, func(tx *store.Tx) (*PlanItem, error) {
			i, err := store.Take[PlanItem](tx, id, "该计划项目")
			if err != nil {
				return nil, err
			}
			if err := s.moveItem(tx, i, do, strings.TrimSpace(in.Note)); err != nil {
				return nil, err
			}
			s.finish(tx, i)
			return i, nil
		})
	}
}

// moveItem does one act on an item: what brings it further is judged anew, what sends it back says why.
func (s *Service) moveItem(tx *store.Tx, i *PlanItem, do, note string) error {
	switch do {
	case "confirm", "verify", "verify-energy", "resubmit":
		if err := s.refresh(tx, i, tx.Today(), "没有办理，请先处理下列问题"); err != nil {
			return err
		}
		i.Comment = ""
		if do == "resubmit" {
			i.ProposedBy, i.ListID = tx.Actor().ID, ""
		}
	case "return", "return-energy", "exclude":
		label := "退回意见"
		if do == "exclude" {
			label = "不予列入的理由"
		}
		if err := (NoteInput{Note: note}).require(label, "没有办理"); err != nil {
			return err
		}
		i.Comment = note
	case "restore":
		i.Comment = ""
	}
	if err := flow.Move(tx, ItemStates, i, do, note); err != nil {
		return err
	}
	if do == "confirm" {
		return admitEntry(tx, i)
	}
	return nil
}

// admitEntry: a city that confirms a site for its plan confirms it for the inventory, too.
func admitEntry(tx *store.Tx, i *PlanItem) error {
	e, err := store.Get[Entry](tx.Everywhere("the inventory entry of an item that the caller holds"), i.EntryID, "该清单条目")
	if err != nil || e.State != EntryProposed {
		return err
	}
	return flow.Move(tx, EntryStates, e, "admit", "随年度计划确认")
}

// DropItem takes back a proposal that has not been confirmed.
func (s *Service) DropItem(ctx context.Context, id string) error {
	return store.Do(ctx, s.db, func(tx *store.Tx) error {
		i, err := store.Take[PlanItem](tx, id, "该计划项目")
		if err != nil {
			return err
		}
		if i.State != ItemProposed && i.State != ItemReturned {
			return fault.Conflict("该项目当前为“" + ItemStates.Label(i.State) + "”，不能撤回建议。")
		}
		if err := fixedRow(tx, i); err != nil {
			return err
		}
		return tx.Delete("plan_item.drop", i)
	})
}
