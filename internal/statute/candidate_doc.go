package statute

import (
	"fmt"
	"strconv"
	"strings"
)

// candidates lists the rules of the finder of candidates and the lists that they look into.
func (d *doc) candidates() {
	d.table("Rules for candidates (候选企业)", "id", "title", "hits when", "reason", "strength", "duty", "years", "lists", "cite", "in force", "where", "conf.", "note")
	for _, r := range d.law.candidates {
		reason := "同上一轮"
		if r.Reason != "" {
			reason = d.law.reasonShort(r.Reason)
		}
		d.row("`"+r.ID+"`", r.Title, r.Text, reason, strconv.Itoa(r.Strength), yes(r.Duty), strconv.Itoa(r.Years), strings.Join(r.Lists, ", "), Words(r.Cites), r.force(), r.where(), string(r.Confidence), r.Note)
	}
	d.table("Lists of substances and wastes", "id", "title", "rows", "class of CPM 8(三)", "table", "cite", "in force", "conf.", "note")
	for _, s := range d.law.lists {
		d.row("`"+s.ID+"`", s.Title, strconv.Itoa(len(s.rows)), strconv.Itoa(s.Class), s.File, Words(s.Cites), s.force(), string(s.Confidence), s.Note)
	}
	standards, reviewed := map[string]bool{}, 0
	for _, e := range d.law.limits {
		standards[e.Standard] = true
		if e.Reviewed {
			reviewed++
		}
	}
	d.line("\n%s", fmt.Sprintf("Energy limits: %d of %d standards in `law/%s`, %d of them from a reviewed transcription; level 3 is the limit of existing works.", len(d.law.limits), len(standards), limitFile, reviewed))
}
