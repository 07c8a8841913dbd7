package listing

import (
	"context"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// Notices lists notices in the actor's place.
func (s *Service) Notices(ctx context.Context, in NoticeQuery) (store.List[Notice], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Notice], error) {
		out, err := notices(tx, in)
		for i := range out.Items {
			out.Items[i].Actions, out.Items[i].RegionLabel = flow.Names(tx, NoticeStates, &out.Items[i]), s.regionLabel(out.Items[i].RegionCode)
		}
		return out, err
	})
}

// Notice gives one notice with its content. When the enterprise opens it for the first time, that is noted.
func (s *Service) Notice(ctx context.Context, id string) (*Notice, error) {
	if _, err := s.kept(ctx, id); err != nil {
		return nil, err
	}
	n, err := store.Read(ctx, s.db, func(tx *store.Tx) (*Notice, error) {
		n, err := store.Find[Notice](tx, id, "该告知书")
		if err != nil {
			return nil, err
		}
		return n, s.completeNotice(tx, n)
	})
	if err != nil || n.ReadAt != nil || !reader(ctx) {
		return n, err
	}
	return store.In(ctx, s.db, func(tx *store.Tx) (*Notice, error) {
		n, err := s.markRead(tx, id)
		if err != nil {
			return nil, err
		}
		return n, s.completeNotice(tx, n)
	})
}

// reader tells whether the actor is the enterprise addressed, whose reading counts.
func reader(ctx context.Context) bool { return access.From(ctx).Role == access.RoleEnterprise }

func (s *Service) markRead(tx *store.Tx, id string) (*Notice, error) {
	n, err := store.Find[Notice](tx, id, "该告知书")
	if err != nil || n.ReadAt != nil {
		return n, err
	}
	now := tx.Now()
	n.ReadAt = &now
	return n, tx.SaveNoted("notice.read", "企业首次阅读告知书", n)
}

func (s *Service) completeNotice(tx *store.Tx, n *Notice) error {
	letter, err := s.letter(tx, n)
	if err != nil {
		return err
	}
	n.Letter, n.Actions, n.RegionLabel = letter, flow.Allowed(tx, NoticeStates, n), s.regionLabel(n.RegionCode)
	n.Deadlines, err = deadline.For(tx, "notice", n.ID)
	return err
}

// noteDownload notes that the enterprise has downloaded its notice.
func (s *Service) noteDownload(ctx context.Context, id string) error {
	return store.Do(ctx, s.db, func(tx *store.Tx) error {
		n, err := s.markRead(tx, id)
		if err != nil {
			return err
		}
		if n.DownloadedAt != nil {
			return tx.Note("notice.download", n.Subject(), "企业下载告知书")
		}
		now := tx.Now()
		n.DownloadedAt = &now
		return tx.SaveNoted("notice.download", "企业首次下载告知书", n)
	})
}

// Serve records how and when a notice was served (送达) and stops the clock of service on that day.
func (s *Service) Serve(ctx context.Context, id string, in ServeInput) (*Notice, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Notice, error) {
		n, err := store.Take[Notice](tx, id, "该告知书")
		if err != nil {
			return nil, err
		}
		l, err := s.listOf(tx, n)
		if err != nil {
			return nil, err
		}
		if err := in.check(l.PublishedOn, tx.Today()); err != nil {
			return nil, err
		}
		n.ServedOn, n.Method, n.ServedBy = orToday(in.ServedOn, tx.Today()), in.Method, strings.TrimSpace(in.ServedBy)
		if n.ServedBy == "" {
			n.ServedBy = tx.Actor().Name
		}
		if err := s.keepLetter(tx, n); err != nil {
			return nil, err
		}
		if err := flow.Move(tx, NoticeStates, n, "serve", in.Note+n.sealed()); err != nil {
			return nil, err
		}
		if err := deadline.MeetOn(tx, n.Subject(), RuleServe, n.ServedOn); err != nil {
			return nil, err
		}
		return n, s.completeNotice(tx, n)
	})
}

// Receive is the receipt by the enterprise (签收). A notice that nobody has served is thereby served electronically.
func (s *Service) Receive(ctx context.Context, id string, in ReceiveInput) (*Notice, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Notice, error) {
		n, err := store.Take[Notice](tx, id, "该告知书")
		if err != nil {
			return nil, err
		}
		if err := in.check(); err != nil {
			return nil, err
		}
		n.ReceivedOn, n.ReceivedBy = tx.Today(), strings.TrimSpace(in.ReceivedBy)
		if n.State == NoticePrepared {
			n.ServedOn, n.Method, n.ServedBy = tx.Today(), "electronic", "系统"
		}
		if n.ReadAt == nil {
			now := tx.Now()
			n.ReadAt = &now
		}
		if err := s.keepLetter(tx, n); err != nil {
			return nil, err
		}
		if err := flow.Move(tx, NoticeStates, n, "receive", n.sealed()); err != nil {
			return nil, err
		}
		return n, s.completeNotice(tx, n)
	})
}

func (s *Service) listOf(tx *store.Tx, n *Notice) (*List, error) {
	return store.Get[List](tx.Everywhere("the published list of a notice that the caller holds"), n.ListID, "该名单")
}

// RemindInput asks for a reminder to all enterprises that have not read their notice.
type RemindInput struct {
	ListID string `json:"list_id" maxLength:"64" doc:"名单"`
	Region string `json:"region,omitempty" maxLength:"6" doc:"只提醒这一行政区划内的企业"`
}

// Reminded tells how many were reminded.
type Reminded struct {
	Count int `json:"count" doc:"已提醒的企业数"`
}

// Remind sends one message to every enterprise in the actor's place that has not read its notice.
func (s *Service) Remind(ctx context.Context, in RemindInput) (Reminded, error) {
	if in.ListID == "" {
		return Reminded{}, fault.Invalid("没有提醒", fault.Field{Path: "list_id", Message: "请选择名单。"})
	}
	return store.In(ctx, s.db, func(tx *store.Tx) (Reminded, error) {
		var out Reminded
		query := NoticeQuery{ListID: in.ListID, Region: in.Region, Unread: true}
		for after := ""; ; {
			found, err := noticesAfter(tx, query, after, 200)
			if err != nil || len(found) == 0 {
				return out, err
			}
			for _, n := range found {
				if err := remind(tx, n); err != nil {
					return out, err
				}
				out.Count++
				after = n.ID
			}
		}
	})
}
