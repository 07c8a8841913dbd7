package message

import (
	"time"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// A message is not a fact of a case: it gets no journal entry of its own.
func insert(tx *store.Tx, m *Message) error {
	m.ID, m.Version, m.CreatedAt, m.UpdatedAt = store.NewID(), 1, tx.Now(), tx.Now()
	_, err := tx.Everywhere("messages go to other places than the sender's").Raw().NewInsert().Model(m).Exec(tx.Context())
	return err
}

type readMark struct {
	bun.BaseModel `bun:"table:message_read"`
	MessageID     string    `bun:"message_id,pk"`
	AccountID     string    `bun:"account_id,pk"`
	ReadAt        time.Time `bun:"read_at"`
}

// inbox narrows to what is addressed to the actor's office, enterprise, agency or person.
func inbox(tx *store.Tx, model any) *bun.SelectQuery {
	q := tx.Everywhere("an inbox is narrowed by its address below").Select(model)
	actor := tx.Actor()
	return q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		return addressed(tx, q, actor).WhereOr("?TableAlias.account_id = ?", actor.ID)
	}).Where("NOT EXISTS (SELECT 1 FROM message AS own WHERE own.instead_of = ?TableAlias.id AND own.account_id = ?)", actor.ID)
}

// addressed narrows to messages for the whole office, enterprise or agency.
func addressed(tx *store.Tx, q *bun.SelectQuery, actor access.Actor) *bun.SelectQuery {
	switch place := actor.Place; {
	case place.Zone != "":
		// What the county is told about a site of the zone, the zone is told too; its own daily message names the zone.
		return q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			return tx.AboutZone(q.Where("?TableAlias.audience = ?", ToCounty), "subject_id")
		}).WhereOr("?TableAlias.zone_id = ?", place.Zone)
	case len(place.Former) > 0 && isEcology(actor.Role):
		return q.Where("?TableAlias.region_code IN (?)", bun.List(append([]string{place.Region}, place.Former...)))
	case place.Region != "" && isEcology(actor.Role):
		return q.Where("?TableAlias.region_code = ?", place.Region)
	case place.EnterpriseID != "":
		return q.Where("?TableAlias.enterprise_id = ?", place.EnterpriseID)
	case place.AgencyID != "":
		return q.Where("?TableAlias.agency_id = ?", place.AgencyID)
	case place.ExpertID != "":
		return q.Where("?TableAlias.expert_id = ?", place.ExpertID)
	}
	return q.Where("1 = 0")
}

// Messages are tasks of the ecology departments, which lead; 发展改革 departments read the cases themselves.
func isEcology(r access.Role) bool {
	return r == access.RoleProvince || r == access.RoleCity || r == access.RoleCounty
}

// Query is what the inbox may be asked.
type Query struct {
	store.Page
	Unread bool `query:"unread" doc:"只看未读"`
}

func list(tx *store.Tx, in Query) (store.List[Message], error) {
	q := inbox(tx, (*Message)(nil)).ColumnExpr("?TableAlias.*").ColumnExpr("r.read_at AS read_at").
		Join("LEFT JOIN message_read AS r ON r.message_id = ?TableAlias.id AND r.account_id = ?", tx.Actor().ID)
	if in.Unread {
		q = q.Where("r.read_at IS NULL")
	}
	return store.Paged[Message](tx.Context(), q, in.Page, nil, "?TableAlias.id DESC")
}

func markRead(tx *store.Tx, id string) error {
	found, err := inbox(tx, (*Message)(nil)).Where("?TableAlias.id = ?", id).Exists(tx.Context())
	if err != nil {
		return err
	}
	if !found {
		return fault.NotFound("这条消息")
	}
	mark := &readMark{MessageID: id, AccountID: tx.Actor().ID, ReadAt: tx.Now()}
	_, err = tx.Everywhere("a read mark belongs to the reader").Raw().NewInsert().Model(mark).On("CONFLICT DO NOTHING").Exec(tx.Context())
	return err
}

// unread counts up to 100: the bell shows "99+" beyond.
func unread(tx *store.Tx) (int, error) {
	var ids []string
	err := inbox(tx, (*Message)(nil)).Column("id").Join("LEFT JOIN message_read AS r ON r.message_id = ?TableAlias.id AND r.account_id = ?", tx.Actor().ID).
		Where("r.read_at IS NULL").Limit(100).Scan(tx.Context(), &ids)
	return len(ids), err
}

// Unfanned gives messages that the outputs beside the inbox have not been seen to, not older than an instant; those of one
// template may be left for later.
func Unfanned(tx *store.Tx, since time.Time, except string, limit int) ([]*Message, error) {
	rows := []*Message{}
	err := tx.Everywhere("outputs serve every message").Select(&rows).Where("fanned = ? AND created_at >= ? AND template <> ?", false, since, except).
		OrderExpr("created_at, id").Limit(int64(limit)).Scan(tx.Context())
	return rows, err
}

// Fan notes that the outputs have been seen to.
func Fan(tx *store.Tx, ids []string) error {
	_, err := tx.Everywhere("outputs serve every message").Raw().NewUpdate().Model((*Message)(nil)).Set("fanned = ?", true).
		Where("id IN (?)", bun.List(ids)).Exec(tx.Context())
	return err
}

// Titled gives a message with its text, for whoever sends it on.
func Titled(tx *store.Tx, id string) (*Message, error) {
	m := new(Message)
	return m, tx.Everywhere("an output sends what the addressee may read").Select(m).Where("id = ?", id).Scan(tx.Context())
}
