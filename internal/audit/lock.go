package audit

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/message"
	"qingshen/internal/store"
)

// SectionLock says who answers for a table of the dossier for now and keeps the others from changing it (锁定). It is taken
// over by a colleague, or by the enterprise, with a reason that everybody sees.
type SectionLock struct {
	bun.BaseModel `bun:"table:section_lock"`
	store.Row
	AuditID     string    `bun:"audit_id" json:"audit_id"`
	Section     string    `bun:"section" json:"section"`
	HeldBy      string    `bun:"held_by" json:"-"`
	HeldName    string    `bun:"held_name" json:"held_name" label:"锁定人"`
	Party       string    `bun:"party" json:"party" doc:"锁定人代表的一方"`
	HeldAt      time.Time `bun:"held_at" json:"held_at"`
	TakenFrom   string    `bun:"taken_from" json:"taken_from" doc:"接管以前的锁定人" label:"原锁定人"`
	TakenReason string    `bun:"taken_reason" json:"taken_reason" label:"接管的原因"`
	Mine        bool      `bun:"-" json:"mine" doc:"由当前账号锁定"`
	Takeable    bool      `bun:"-" json:"takeable" doc:"当前账号可以接管"`
	audit       *Audit
}

// Place narrows locks to the enterprise and the agency of their audit.
func (SectionLock) Place() access.Columns { return ofAudit }

// Subject of a lock lies within its audit.
func (l *SectionLock) Subject() store.Subject {
	return partOf(l.audit, "section_lock", l.ID, l.Version, "审核资料的锁定")
}

// Present is somebody who has a table of the dossier open to fill it in (正在填写).
type Present struct {
	bun.BaseModel `bun:"table:dossier_presence"`
	AuditID       string    `bun:"audit_id,pk" json:"-"`
	Section       string    `bun:"section,pk" json:"section"`
	AccountID     string    `bun:"account_id,pk" json:"-"`
	Name          string    `bun:"name" json:"name"`
	Party         string    `bun:"party" json:"party"`
	Since         time.Time `bun:"since" json:"since"`
	SeenAt        time.Time `bun:"seen_at" json:"seen_at"`
}

// hereFor is how long after the last sign of life somebody counts as present; browsers give one while somebody works.
const hereFor = 2 * time.Minute

// Attendance is who is at a table now, who holds it, and in which version it stands (表的在填情况).
type Attendance struct {
	People    []Present    `json:"people" nullable:"false" doc:"正在填写的其他人"`
	Lock      *SectionLock `json:"lock,omitempty"`
	Version   int64        `json:"version" doc:"表的当前版本"`
	WrittenBy string       `json:"written_by"`
}

// AttendInput says whether the browser is still at the table.
type AttendInput struct {
	Leaving bool `json:"leaving,omitempty" doc:"离开本表"`
}

// Attend is the sign of life of somebody who fills in a table. It is no fact of the case and stands in no journal.
func (s *Service) Attend(ctx context.Context, id, name string, in AttendInput) (*Attendance, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Attendance, error) {
		a, row, _, _, err := s.seat(tx, id, name)
		if err != nil {
			return nil, err
		}
		if err := signOfLife(tx, a, name, in.Leaving); err != nil {
			return nil, err
		}
		return attendance(tx, a, row)
	})
}

func attendance(tx *store.Tx, a *Audit, row *DossierSection) (*Attendance, error) {
	out := &Attendance{Version: row.Version, WrittenBy: row.WrittenBy}
	var err error
	if out.People, err = presentAt(tx, a.ID, row.Section); err != nil {
		return nil, err
	}
	out.Lock, err = lockOf(tx, a, row.Section)
	return out, err
}

// describe says what the actor may do with the lock.
func (l *SectionLock) describe(actor access.Actor) {
	l.Mine = l.HeldBy == actor.ID
	party := partyOf(actor)
	l.Takeable = !l.Mine && actor.Can(access.FillAudit) && (party == l.Party || party == PartyEnterprise)
}

// heldByOther says who keeps the actor from writing a table; "" when nobody does.
func heldByOther(tx *store.Tx, a *Audit, section string) (string, error) {
	l, err := lockOf(tx, a, section)
	if err != nil || l == nil || l.Mine {
		return "", err
	}
	return fmt.Sprintf("这一部分由%s（%s）锁定，您的修改没有保存。请联系锁定人，或者在本页接管以后再保存。", l.HeldName, PartyLabels[l.Party]), nil
}

// LockInput is how a table is locked, taken over or set free.
type LockInput struct {
	Reason string `json:"reason,omitempty" maxLength:"500" doc:"接管的原因"`
}

// onLock does an act on the lock of a table that the actor may fill in.
func (s *Service) onLock(ctx context.Context, id, name string, fn func(tx *store.Tx, a *Audit, row *DossierSection, held *SectionLock) error) (*Attendance, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Attendance, error) {
		a, row, _, _, err := s.seat(tx, id, name)
		if err != nil {
			return nil, err
		}
		if a.onlyRead != "" {
			return nil, fault.Conflict(a.onlyRead)
		}
		held, err := lockOf(tx, a, name)
		if err != nil {
			return nil, err
		}
		if err := fn(tx, a, row, held); err != nil {
			return nil, err
		}
		return attendance(tx, a, row)
	})
}

// Lock keeps a table for the actor (锁定).
func (s *Service) Lock(ctx context.Context, id, name string, _ LockInput) (*Attendance, error) {
	return s.onLock(ctx, id, name, func(tx *store.Tx, a *Audit, row *DossierSection, held *SectionLock) error {
		if held != nil && held.Mine {
			return nil
		}
		if held != nil {
			return fault.Conflict(fmt.Sprintf("这一部分已经由%s（%s）锁定。", held.HeldName, PartyLabels[held.Party]))
		}
		l := &SectionLock{AuditID: a.ID, Section: name, audit: a}
		l.take(tx)
		return tx.Insert("section_lock.lock", l)
	})
}

func (l *SectionLock) take(tx *store.Tx) {
	l.HeldBy, l.HeldName, l.Party, l.HeldAt = tx.Actor().ID, tx.Actor().Name, partyOf(tx.Actor()), tx.Now()
}

// TakeOver takes a table from whoever holds it (接管). A colleague may, and the enterprise, which answers for the dossier; an
// agency not from the enterprise. Whoever held it is told.
func (s *Service) TakeOver(ctx context.Context, id, name string, in LockInput) (*Attendance, error) {
	return s.onLock(ctx, id, name, func(tx *store.Tx, a *Audit, row *DossierSection, held *SectionLock) error {
		switch {
		case held == nil:
			return fault.Conflict("这一部分没有锁定，可以直接填写。")
		case held.Mine:
			return fault.Conflict("这一部分已经由您锁定。")
		case !held.Takeable:
			return fault.Conflict("这一部分由企业锁定，受托机构不能接管；请用批注提出。")
		}
		var faults fault.List
		faults.Require("reason", "接管的原因", in.Reason)
		if err := faults.Err("没有接管"); err != nil {
			return err
		}
		from := held.HeldBy
		held.TakenFrom, held.TakenReason = held.HeldName, in.Reason
		held.take(tx)
		if err := tx.SaveNoted("section_lock.take-over", row.Title+"。"+in.Reason, held); err != nil {
			return err
		}
		return tellPerson(tx, from, "section-taken", held.Subject(), placeLink(a.ID, name, "", ""), map[string]string{"table": row.Title, "who": held.HeldName, "reason": in.Reason})
	})
}

// Unlock sets a table free (解除锁定).
func (s *Service) Unlock(ctx context.Context, id, name string, _ LockInput) (*Attendance, error) {
	return s.onLock(ctx, id, name, func(tx *store.Tx, _ *Audit, _ *DossierSection, held *SectionLock) error {
		if held == nil {
			return nil
		}
		if !held.Mine {
			return fault.Conflict("只有锁定人能够解除锁定；需要填写的，请接管。")
		}
		return tx.Delete("section_lock.unlock", held)
	})
}

// tellPerson sends the message of a template to one person.
func tellPerson(tx *store.Tx, account, template string, s store.Subject, link string, facts map[string]string) error {
	s.Link = link
	messages, err := message.Compose(template, s, facts)
	if err != nil {
		return err
	}
	for _, m := range messages[:min(1, len(messages))] {
		m.Audience, m.RegionCode, m.EnterpriseID, m.AgencyID, m.AccountID = "", "", "", "", account
		if err := message.Send(tx, m); err != nil {
			return err
		}
	}
	return nil
}
