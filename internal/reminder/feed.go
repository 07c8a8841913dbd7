package reminder

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/deadline"
	"qingshen/internal/ical"
	"qingshen/internal/store"
)

// Feed is the secret address under which a calendar program reads the deadlines of one person (日历订阅). Whoever knows
// it reads what the person sees; it is stored hashed, shown once, and can be renewed or withdrawn at any time.
type Feed struct {
	bun.BaseModel `bun:"table:calendar_feed"`
	store.Row
	AccountID string    `bun:"account_id" json:"-"`
	TokenHash string    `bun:"token_hash" json:"-"`
	ReadAt    time.Time `bun:"read_at,nullzero" json:"read_at,omitzero" doc:"日历软件最近一次读取的时间"`
	On        bool      `bun:"-" json:"on" doc:"是否已经开通"`
	Path      string    `bun:"-" json:"path,omitempty" doc:"订阅地址的路径，只在开通或更换时出现这一次"`
}

// Place gives no place: a feed is its owner's.
func (Feed) Place() access.Columns { return access.Columns{} }

// Subject of a feed is itself.
func (f *Feed) Subject() store.Subject {
	return store.Subject{Type: "calendar_feed", ID: f.ID, Version: f.Version, Title: "日历订阅", Link: "/me/calendar"}
}

// Secret tells that this answer must not be kept for repetitions.
func (f *Feed) Secret() bool { return f.Path != "" }

// FeedPath is where feeds lie.
const FeedPath = "/calendar/"

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// Feed tells whether the actor has a feed.
func (s *Service) Feed(ctx context.Context) (*Feed, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Feed, error) {
		f, err := feedOf(tx, tx.Actor().ID)
		if f == nil {
			f = &Feed{}
		}
		return f, err
	})
}

// RenewFeed gives the actor a new secret address; a former one opens nothing from then on.
func (s *Service) RenewFeed(ctx context.Context) (*Feed, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Feed, error) {
		raw := make([]byte, 32)
		_, _ = rand.Read(raw) // crypto/rand.Read never fails on supported systems
		token := base64.RawURLEncoding.EncodeToString(raw)
		f, err := feedOf(tx, tx.Actor().ID)
		if err != nil {
			return nil, err
		}
		if f == nil {
			f = &Feed{AccountID: tx.Actor().ID, TokenHash: hashToken(token)}
			err = tx.Insert("calendar_feed.open", f)
		} else {
			f.TokenHash, f.ReadAt = hashToken(token), time.Time{}
			err = tx.Save("calendar_feed.renew", f)
		}
		f.On, f.Path = true, FeedPath+token+".ics"
		return f, err
	})
}

// WithdrawFeed closes the actor's feed.
func (s *Service) WithdrawFeed(ctx context.Context) error {
	return store.Do(ctx, s.db, func(tx *store.Tx) error {
		f, err := feedOf(tx, tx.Actor().ID)
		if err != nil || f == nil {
			return err
		}
		return tx.Delete("calendar_feed.withdraw", f)
	})
}

// kept is how long a met or ended clock stays in a calendar, in days.
const kept = 92

// FeedHandler serves feeds to calendar programs, which cannot log in.
func (s *Service) FeedHandler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, ok := strings.CutSuffix(strings.TrimPrefix(r.URL.Path, FeedPath), ".ics")
		if !ok || len(token) < 40 {
			http.Error(w, "没有这个日历，或者订阅地址已经更换、停用。", http.StatusNotFound)
			return
		}
		body, err := s.calendar(r.Context(), token)
		switch {
		case err != nil:
			http.Error(w, "日历暂时读不到，请稍后再试。", http.StatusServiceUnavailable)
		case body == nil:
			http.Error(w, "没有这个日历，或者订阅地址已经更换、停用。", http.StatusNotFound)
		default:
			w.Header().Set("Content-Type", ical.MediaType)
			w.Header().Set("Cache-Control", "private, no-store")
			w.Header().Set("Content-Disposition", `inline; filename="deadlines.ics"`)
			w.Header().Set("Referrer-Policy", "no-referrer")
			_, _ = w.Write(body)
		}
	})
}

// calendar writes the feed of a token, nil when it opens nothing.
func (s *Service) calendar(ctx context.Context, token string) ([]byte, error) {
	type found struct {
		feed *Feed
		body []byte
	}
	f, err := store.Read(ctx, s.db, func(tx *store.Tx) (found, error) {
		feed, err := feedByHash(tx, hashToken(token))
		if err != nil || feed == nil {
			return found{}, err
		}
		a, err := account.Person(tx, feed.AccountID)
		if err != nil || a == nil || a.MustChangePassword || !a.Actor().Can(access.ViewAudit) {
			return found{}, err
		}
		body, err := s.write(tx.As(a.Actor()), a)
		return found{feed, body}, err
	})
	if err != nil || f.body == nil {
		return nil, err
	}
	return f.body, touchFeed(ctx, s.db, f.feed)
}

func (s *Service) write(tx *store.Tx, a *account.Account) ([]byte, error) {
	parties := Rule{Whose: Overseen}.parties(a.Role)
	rows, err := deadline.Feed(tx, parties, tx.Today().AddDays(-kept))
	if err != nil {
		return nil, err
	}
	c := ical.Calendar{Name: "清洁生产审核法定期限（" + a.Name + "）", Product: "Qingshen//Deadlines", Language: "ZH", Refresh: "PT6H"}
	for i := range rows {
		c.Events = append(c.Events, s.event(tx, &rows[i]))
	}
	var b bytes.Buffer
	err = c.Write(&b)
	return b.Bytes(), err
}

func (s *Service) event(tx *store.Tx, d *deadline.Deadline) ical.Event {
	e := ical.Event{
		UID: d.ID + "@deadline.qingshen", Sequence: d.Version - 1, Day: d.DueOn, Changed: d.UpdatedAt, Cancelled: d.EndedOn != "",
		Summary:     d.Title + "：" + d.SubjectTitle,
		Description: fmt.Sprintf("应由%s办理。依据：%s。%s", s.partyLabel(d.Party, d.RegionCode), d.Cite, d.Arithmetic),
		URL:         s.pageOf(d.Link),
	}
	switch {
	case d.MetOn != "":
		e.Summary = "已办结　" + e.Summary
	case d.StoppedOn != "":
		e.Summary = "停止计算　" + e.Summary
	case d.Open:
		if rule, ok := tx.Law().Deadline(d.Rule, d.StartsOn, d.RegionCode); ok {
			for _, before := range rule.Warn {
				e.Alarms = append(e.Alarms, sendDay(tx.Law().Working(), d.DueOn, before).DaysUntil(d.DueOn))
			}
		}
		if d.Provisional {
			e.Summary += "（暂定）"
		}
	}
	return e
}
