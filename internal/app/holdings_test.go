package app

import (
	"slices"
	"testing"

	"qingshen/internal/duplicate"
	"qingshen/internal/store"
)

// stays are tables that name enterprises and stay as they are; the reason is for the reader.
var stays = map[string]string{
	"journal": "the record of what was done; the history of the kept registration reads both",
	"past":    "what was on a past day stays what it was",
	"watch":   "a mark of one person on one page",
}

// What names an enterprise must follow it when its registration is merged into another one.
func TestEverythingOfAnEnterpriseFollowsAMerge(t *testing.T) {
	all := holdings()
	for _, model := range records {
		table, columns := store.Shape(model)
		if stays[table] != "" || !slices.Contains(columns, "enterprise_id") && !(slices.Contains(columns, "subject_id")) {
			continue
		}
		if !slices.ContainsFunc(all, func(h duplicate.Holding) bool { return h.Table == table }) {
			t.Errorf("table %s names enterprises and is not in holdings(): a merge would leave its rows behind", table)
		}
	}
}
