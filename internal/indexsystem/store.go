package indexsystem

import (
	"qingshen/internal/store"
)

const (
	what   = "该指标体系"
	openTo = "index systems are law: the same for everybody who may see them at all"
)

// loaded gives all editions that were loaded, the newest first.
func loaded(tx *store.Tx) ([]*IndexSystem, error) {
	rows := []*IndexSystem{}
	return rows, tx.Everywhere(openTo).Select(&rows).OrderExpr("id DESC").Scan(tx.Context())
}

func find(tx *store.Tx, id string) (*IndexSystem, error) {
	return store.Get[IndexSystem](tx.Everywhere(openTo), id, what)
}

// take gives an edition for writing.
func take(tx *store.Tx, id string) (*IndexSystem, error) {
	x, err := find(tx, id)
	if err != nil {
		return nil, err
	}
	return x, tx.Expect(x, what)
}
