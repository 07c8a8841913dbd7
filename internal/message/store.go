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
	switch place := actor.Place; {
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
