package desk

import (
	"qingshen/internal/account"
	"qingshen/internal/store"
)

// addDelegations adds whose duties the actor does during leave, or who does the actor's: with the day on which it begins,
// and then the day on which it ends.
func addDelegations(tx *store.Tx, d *Desk) error {
	rows, err := account.Standing(tx)
	if err != nil {
		return err
	}
	g := Group{Key: "delegations", Title: "休假代办", Items: []Item{}, Link: "/delegations", Total: len(rows)}
	for _, r := range rows {
		item := Item{ID: r.ID, Title: "代办开始", Subject: r.Subject().Title, Link: r.Subject().Link, DueOn: r.FromOn, ActionLabel: "查看"}
		if r.FromOn <= tx.Today() {
			item.Title, item.DueOn = "代办结束", r.UntilOn
		}
		item.DaysLeft = tx.Today().DaysUntil(item.DueOn)
		g.Items = append(g.Items, item)
	}
	d.add(g)
	return nil
}
