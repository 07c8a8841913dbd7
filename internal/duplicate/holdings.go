package duplicate

import (
	"fmt"
	"slices"
	"strings"

	"qingshen/internal/store"
)

// Holding is a kind of record that can belong to an enterprise, and how it follows a merge.
type Holding struct {
	store.Kind
	// Loose records are touched by the passing of time (a login, a reminder): only whose they are must still be as the merge
	// left it when it is undone.
	Loose bool
	// Once are the columns of which a site may hold the same only once: what the kept site has already is not taken over.
	Once []string
	// Follows records carry the name of the enterprise as it is now, not as it was on a day.
	Follows bool
}

const siteTable = "site"

func (s *Service) holding(table string) Holding {
	return s.holdings[slices.IndexFunc(s.holdings, func(h Holding) bool { return h.Table == table })]
}

// ActionLabels are the Chinese names of what a merge does with each kind of record, for the journal.
func (s *Service) ActionLabels() map[string]string {
	out := map[string]string{}
	for name, label := range ActionLabels {
		out[name] = label
	}
	for _, h := range s.holdings {
		out[h.Table+".merge"] = "随企业合并"
		out[h.Table+".merge-drop"] = "合并时去除重复"
		out[h.Table+".part"] = "随撤销合并恢复"
	}
	return out
}

// belonging gives every record of the kind that names the registration, or a site that is united with another one.
func (h Holding) belonging(tx *store.Tx, enterpriseID string, united []string) ([]store.Record, error) {
	wide := tx.Everywhere("a merge moves whatever names the registration, wherever it lies")
	var out []store.Record
	for _, by := range []struct {
		column string
		values []string
	}{{"enterprise_id", []string{enterpriseID}}, {"subject_id", append([]string{enterpriseID}, united...)}, {"site_id", united}} {
		if !h.Has(by.column) {
			continue
		}
		rows, err := wide.Naming(h.Kind, by.column, by.values...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if !slices.ContainsFunc(out, func(have store.Record) bool { return have.Base().ID == r.Base().ID }) {
				out = append(out, r)
			}
		}
	}
	return out, nil
}

// rewrite puts other ids where a record names the ones of the map, and tells what stood there.
func rewrite(r store.Record, ids map[string]string) map[string]string {
	before := map[string]string{}
	for _, column := range []string{"enterprise_id", "subject_id", "site_id"} {
		if to := ids[store.Text(r, column)]; to != "" {
			before[column] = store.SetText(r, column, to)
		}
	}
	return before
}

// once is what a site may hold only once, as one text; "" for a record that may stand beside its like.
func (h Holding) once(r store.Record) string {
	if len(h.Once) == 0 || store.Text(r, "until_on") != "" {
		return ""
	}
	held := store.Snapshot(r)
	parts := make([]string, len(h.Once))
	for i, column := range h.Once {
		parts[i] = fmt.Sprint(held[column])
	}
	return strings.Join(parts, "\x00")
}

// heldAt gives what a site holds already, by what it may hold only once.
func (h Holding) heldAt(tx *store.Tx, site string) (map[string]bool, error) {
	rows, err := tx.Everywhere("what the kept site holds").Naming(h.Kind, "site_id", site)
	out := map[string]bool{}
	for _, r := range rows {
		if key := h.once(r); key != "" {
			out[key] = true
		}
	}
	return out, err
}

func title(r store.Record) string {
	if t := r.Subject().Title; t != "" {
		return t
	}
	return store.Text(r, "title")
}
