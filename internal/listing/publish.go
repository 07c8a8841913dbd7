package listing

import (
	"context"
	"fmt"
	"strconv"

	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/job"
	"qingshen/internal/message"
	"qingshen/internal/store"
)

// JobPublish is the kind of job that carries out a publication.
const JobPublish = "publish-list"

type publishing struct {
	ListID string `json:"list_id"`
	Rows   int    `json:"rows"`
}

// Publish orders the publication of a list (公布). The work is done by a job in one transaction; a second order finds the
// list on its way and is refused.
func (s *Service) Publish(ctx context.Context, id string, in PublishInput) (*Publication, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Publication, error) {
		l, err := store.Take[List](tx, id, "该名单")
		if err != nil {
			return nil, err
		}
		if err := s.expectRows(tx, l, in.Rows); err != nil {
			return nil, err
		}
		if err := flow.Move(tx, ListStates, l, "publish", ""); err != nil {
			return nil, err
		}
		key := JobPublish + ":" + l.ID + ":" + strconv.FormatInt(l.Version, 10)
		j, err := job.Enqueue(tx, JobPublish, key, publishing{ListID: l.ID, Rows: in.Rows})
		if err != nil {
			return nil, err
		}
		l.Actions = flow.Allowed(tx, ListStates, l)
		return &Publication{JobID: j.ID, List: l}, nil
	})
}

// expectRows refuses a publication whose content has changed since the publisher looked at it.
func (s *Service) expectRows(tx *store.Tx, l *List, seen int) error {
	if seen == 0 || l.State == ListPublished {
		return nil
	}
	now, err := countVerified(tx, l.Year)
	if err == nil && now != seen {
		err = fault.Conflict(fmt.Sprintf("您确认的是%d家，现在待公布的是%d家，名单内容已经变化。请核对后重新确认。", seen, now))
	}
	return err
}

// Halt takes back an order to publish that could not be carried out.
func (s *Service) Halt(ctx context.Context, id string, in NoteInput) (*List, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*List, error) {
		l, err := store.Take[List](tx, id, "该名单")
		if err != nil {
			return nil, err
		}
		if err := flow.Move(tx, ListStates, l, "halt", in.Note); err != nil {
			return nil, err
		}
		l.Actions = flow.Allowed(tx, ListStates, l)
		return l, nil
	})
}

// PublishJob carries out an ordered publication. It may be killed at any moment and run again: either nothing was
// written, or the list is published and no more is left to do than to write the notices that are still missing. A list that
// may not be published goes back to draft.
func (s *Service) PublishJob(ctx context.Context, run *job.Run) error {
	var in publishing
	if err := run.Decode(&in); err != nil {
		return err
	}
	l, err := s.Complete(ctx, in.ListID, in.Rows)
	if err == nil {
		if err := s.produceFiles(ctx, l); err != nil {
			return fault.Internal(err)
		}
		if err := s.produceAll(ctx, run, l); err != nil {
			return fault.Internal(err) // the list is published: what is missing is made with the next attempt, or when it is asked for
		}
		return run.Finish(ctx, map[string]any{"list_id": l.ID, "rows": l.RowsTotal})
	}
	if fault.As(err).Kind != fault.KindInternal {
		if back := s.haltFailed(ctx, in.ListID, words(err)); back != nil {
			return back
		}
	}
	return err
}

func (s *Service) haltFailed(ctx context.Context, id, why string) error {
	return store.Do(ctx, s.db, func(tx *store.Tx) error {
		l, err := store.Find[List](tx, id, "该名单")
		if err != nil || l.State != ListPublishing {
			return err
		}
		return flow.Move(tx, ListStates, l, "halt", why)
	})
}

// Complete publishes a list in one transaction: rows are fixed and sealed, items and plans follow, audits are opened,
// notices prepared, clocks started, offices told. A list that is published already is left as it is.
func (s *Service) Complete(ctx context.Context, id string, seen int) (*List, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*List, error) {
		l, err := store.Find[List](tx, id, "该名单")
		if err != nil || l.State == ListPublished {
			return l, err
		}
		if err := s.expectRows(tx, l, seen); err != nil {
			return nil, err
		}
		return l, s.publish(tx, l)
	})
}

func (s *Service) publish(tx *store.Tx, l *List) error {
	l.PublishedOn = orToday(l.PublishedOn, tx.Today())
	ready, err := verifiedItems(tx, l.Year)
	if err != nil {
		return err
	}
	if err := s.judgeAll(tx, ready, l.DecidedOn); err != nil {
		return err
	}
	fixed := make([]*Row, len(ready))
	for k := range ready {
		fixed[k] = rowOf(l, &ready[k], k+1)
	}
	l.RowsTotal, l.RowsSHA256 = int64(len(fixed)), Seal(fixed)
	if err := flow.Move(tx, ListStates, l, "complete", ""); err != nil {
		return err
	}
	if err := s.openAudits(tx, l, fixed); err != nil {
		return err
	}
	if err := store.InsertAll(tx, "list_row.publish", fixed); err != nil {
		return err
	}
	for k := range ready {
		ready[k].ListID = l.ID
		if err := flow.Move(tx, ItemStates, &ready[k], "publish", ""); err != nil {
			return err
		}
	}
	if err := consolidate(tx, l.Year); err != nil {
		return err
	}
	if err := s.withdraw(tx, l); err != nil {
		return err
	}
	if err := s.prepareNotices(tx, l, fixed); err != nil {
		return err
	}
	return s.tellOffices(tx, l, fixed)
}

// judgeAll judges every item under the law of the day of decision and names all that may not be published.
func (s *Service) judgeAll(tx *store.Tx, ready []PlanItem, on calendar.Date) error {
	var faults fault.List
	for k := range ready {
		item := &ready[k]
		found, err := s.assess(tx, item, on)
		if err != nil {
			return err
		}
		for _, f := range found {
			faults.Add("items["+item.ID+"]", item.Subject().Title+"："+f.Message)
		}
	}
	return faults.Err("有企业不能公布，名单没有公布。请在计划中退回或不予列入后重新公布")
}

func (s *Service) openAudits(tx *store.Tx, l *List, fixed []*Row) error {
	if s.OnPublished == nil || len(fixed) == 0 {
		return nil
	}
	audits, err := s.OnPublished(tx, l, fixed)
	if err != nil {
		return err
	}
	for _, r := range fixed {
		r.AuditID = audits[r.ID]
	}
	return nil
}

func consolidate(tx *store.Tx, year int) error {
	begun, err := plansOfYear(tx, year)
	if err != nil {
		return err
	}
	for k := range begun {
		if begun[k].State == PlanVerified {
			if err := flow.Move(tx, PlanStates, &begun[k], "consolidate", ""); err != nil {
				return err
			}
		}
		// The batch is closed: who has not submitted may do so for a supplementary list.
		if err := releaseLevels(tx, begun[k].ID, "名单已公布", LevelProvince); err != nil {
			return err
		}
	}
	return nil
}

// withdraw takes back the rows that a correcting list names, with their items, notices and audits (g7).
func (s *Service) withdraw(tx *store.Tx, l *List) error {
	if len(l.Withdrawals) == 0 {
		return nil
	}
	why := map[string]string{}
	ids := []string{}
	for _, w := range l.Withdrawals {
		why[w.RowID] = w.Reason
		ids = append(ids, w.RowID)
	}
	gone, err := rowsByID(tx, ids)
	if err != nil {
		return err
	}
	if err := s.withdrawable(tx, l, gone, len(why)); err != nil {
		return err
	}
	for _, r := range gone {
		if err := withdrawRow(tx, l, r, why[r.ID]); err != nil {
			return err
		}
	}
	told, err := noticesOfRows(tx, ids)
	if err != nil {
		return err
	}
	for _, n := range told {
		if err := flow.Move(tx, NoticeStates, n, "withdraw", why[n.RowID]); err != nil {
			return err
		}
		if err := deadline.End(tx, n.Subject(), "名单行已由更正名单撤销"); err != nil {
			return err
		}
	}
	if s.OnWithdrawn != nil {
		return s.OnWithdrawn(tx, l, gone)
	}
	return nil
}

// withdrawable refuses what would change history: rows of another list, rows that are withdrawn, audits that have come to
// their result. What has happened stands; an enterprise leaves by the inventory then.
func (s *Service) withdrawable(tx *store.Tx, l *List, gone []*Row, named int) error {
	var faults fault.List
	if len(gone) != named {
		faults.Add("withdrawals", "有要撤销的名单行不存在，请重新选择。")
	}
	for _, r := range gone {
		if r.ListID != l.Corrects {
			faults.Add("withdrawals", r.Subject().Title+"不在所更正的名单上，请重新选择。")
		}
		if r.WithdrawnBy != "" {
			faults.Add("withdrawals", r.Subject().Title+"已经由更正名单撤销，请删除这一行。")
			continue
		}
		if s.Settled == nil || r.AuditID == "" {
			continue
		}
		what, err := s.Settled(tx, r.AuditID)
		if err != nil {
			return err
		}
		if what != "" {
			faults.Add("withdrawals", r.Subject().Title+"的审核"+what+"，撤销名单行会改变已经发生的事实，不能更正。不再属于审核范围的，请在重点行业企业清单中调出。")
		}
	}
	return faults.Err("名单不能更正")
}

func withdrawRow(tx *store.Tx, l *List, r *Row, why string) error {
	r.WithdrawnBy = l.ID
	if err := tx.SaveNoted("list_row.withdraw", why, r); err != nil {
		return err
	}
	i, err := store.Get[PlanItem](tx.Everywhere("the item of a row that is withdrawn"), r.ItemID, "该计划项目")
	if err != nil {
		return err
	}
	i.Comment = why
	return flow.Move(tx, ItemStates, i, "withdraw", why)
}

// prepareNotices writes a notice for every row, numbered without a gap for each office and year, and starts the clock of
// service.
func (s *Service) prepareNotices(tx *store.Tx, l *List, fixed []*Row) error {
	byCity := map[string]int{}
	for _, r := range fixed {
		byCity[r.CityCode]++
	}
	year := l.PublishedOn.Year()
	next := map[string]int{}
	prepared := make([]*Notice, 0, len(fixed))
	subjects := make([]store.Subject, 0, len(fixed))
	for _, r := range fixed {
		if _, begun := next[r.CityCode]; !begun {
			first, err := takeNumbers(tx, r.CityCode, year, byCity[r.CityCode])
			if err != nil {
				return err
			}
			next[r.CityCode] = first
		}
		n := &Notice{
			ListID: l.ID, RowID: r.ID, AuditID: r.AuditID, EnterpriseID: r.EnterpriseID, EnterpriseName: r.EnterpriseName, RegionCode: r.RegionCode,
			CityCode: r.CityCode, OfficeCode: r.CityCode, Year: year, Seq: next[r.CityCode], State: NoticeStates.First,
			DocumentNo: numberOf(s.cityName(r.CityCode), year, next[r.CityCode]),
		}
		n.ID = store.NewID()
		next[r.CityCode]++
		prepared, subjects = append(prepared, n), append(subjects, n.Subject())
	}
	if err := store.InsertAll(tx, "notice.prepare", prepared); err != nil {
		return err
	}
	return deadline.StartAll(tx, subjects, EventPublished, l.PublishedOn, RuleServe)
}

// tellOffices tells every city and county how many of theirs are on the list, in one message each.
func (s *Service) tellOffices(tx *store.Tx, l *List, fixed []*Row) error {
	rows := map[string]int{}
	var order []string
	for _, r := range fixed {
		for _, code := range []string{r.CityCode, r.RegionCode} {
			if rows[code] == 0 {
				order = append(order, code)
			}
			rows[code]++
		}
	}
	for _, code := range order {
		template := "list-published-county"
		if code == store.CityOf(code) {
			template = "list-published-city"
		}
		subject := l.Subject()
		subject.RegionCode = code
		facts := map[string]string{"count": strconv.Itoa(rows[code]), "on": l.PublishedOn.Chinese(), "number": l.DocumentNo}
		if err := message.Tell(tx, template, subject, facts); err != nil {
			return err
		}
	}
	return nil
}
