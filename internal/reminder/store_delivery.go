package reminder

import (
	"database/sql"
	"errors"

	"qingshen/internal/fault"
	"qingshen/internal/message"
	"qingshen/internal/store"
)

// Deliveries are work of the system: their rows change without journal entries.
func insertDelivery(tx *store.Tx, d *Delivery) (bool, error) {
	d.ID, d.Version, d.CreatedAt, d.UpdatedAt = store.NewID(), 1, tx.Now(), tx.Now()
	result, err := tx.Everywhere("the system sends what people have asked for").Raw().NewInsert().Model(d).
		On("CONFLICT (message_id, account_id, channel) DO NOTHING").Exec(tx.Context())
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

func findDelivery(tx *store.Tx, id string) (*Delivery, error) {
	d := new(Delivery)
	err := tx.Everywhere("the system sends what people have asked for").Select(d).Where("id = ?", id).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.NotFound("该发送记录")
	}
	return d, err
}

func updateDelivery(tx *store.Tx, d *Delivery) (bool, error) {
	read := d.Version
	d.Version, d.UpdatedAt = read+1, tx.Now()
	result, err := tx.Everywhere("the system sends what people have asked for").Raw().NewUpdate().Model(d).WherePK().Where("version = ?", read).Exec(tx.Context())
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

// replaced tells whether a person has a message of the own in place of this one.
func replaced(tx *store.Tx, m *message.Message, accountID string) (bool, error) {
	return tx.Everywhere("nobody is sent the same twice").Select((*message.Message)(nil)).
		Where("instead_of = ? AND account_id = ?", m.ID, accountID).Exists(tx.Context())
}

// DeliveryQuery is what the list of deliveries may be asked.
type DeliveryQuery struct {
	store.Page
	State   string `query:"state"`
	Channel string `query:"channel"`
}

func deliveries(tx *store.Tx, in DeliveryQuery) (store.List[Delivery], error) {
	q := tx.Everywhere("the administrator sees that something was sent, never what").Select((*Delivery)(nil))
	if in.State != "" {
		q = q.Where("state = ?", in.State)
	}
	if in.Channel != "" {
		q = q.Where("channel = ?", in.Channel)
	}
	if in.Q != "" {
		q = store.Contains(q, "account_name", in.Q)
	}
	return store.Paged[Delivery](tx.Context(), q, in.Page, nil, "?TableAlias.id DESC")
}
