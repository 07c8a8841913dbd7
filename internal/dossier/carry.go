package dossier

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Carried gives the rows with which a table begins in a new round (上一轮的值): what the last round said in the columns that
// both forms have. In a table of years the years before the new round stand, each with what is known of it; a figure of a
// year that the last round did not know is left empty.
func (t *Table) Carried(last *Table, rows []Row, year int) []Row {
	if !t.Carry || last == nil {
		return nil
	}
	if t.Years == 0 {
		out := []Row{}
		for _, row := range rows {
			if now := t.taken(last, row, false); len(now) > 0 {
				out = append(out, now)
			}
		}
		return out
	}
	return t.carriedYears(last, rows, year)
}

// carriedYears gives each thing that the newest year of the last round names, once for each year that counts now.
func (t *Table) carriedYears(last *Table, rows []Row, year int) []Row {
	newest := 0
	for _, row := range rows {
		newest = max(newest, yearOf(row))
	}
	out := []Row{}
	for _, row := range rows {
		if yearOf(row) != newest || newest == 0 {
			continue
		}
		for y := year - t.Years; y < year; y++ {
			same := func(other Row) bool { return yearOf(other) == y && t.thing(other) == t.thing(row) }
			if i := slices.IndexFunc(rows, same); i >= 0 {
				out = append(out, t.taken(last, rows[i], true))
				continue
			}
			now := t.taken(last, row, false)
			now["year"] = json.RawMessage(strconv.Itoa(y))
			out = append(out, now)
		}
	}
	return out
}

// taken gives the cells of a row that go over; those that are filled in anew only when the whole row holds good.
func (t *Table) taken(last *Table, row Row, whole bool) Row {
	now := Row{}
	for _, c := range t.Columns {
		was := last.Column(c.ID)
		if was == nil || was.Kind != c.Kind || c.Computed() || c.Anew && !whole || isNull(row[c.ID]) {
			continue
		}
		if c.Kind == KindChoice && !slices.Contains(c.Options, Text(row[c.ID])) {
			continue
		}
		now[c.ID] = row[c.ID]
	}
	return now
}

// thing is what a row is about, without its year.
func (t *Table) thing(row Row) string {
	text := ""
	for _, k := range t.Key {
		if k != "year" {
			text += Text(row[k]) + "\x00"
		}
	}
	return text
}

func yearOf(row Row) int {
	n, _ := strconv.Atoi(Text(row["year"]))
	return n
}

// Fingerprint tells whether a row still says what it said.
func (r Row) Fingerprint() string {
	sum := sha256.New()
	for _, name := range sortedKeys(r) {
		if !isNull(r[name]) {
			fmt.Fprintf(sum, "%s\x00%s\x00", name, Text(r[name]))
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// Listed names rows of a table: 第1、2、5行; a table of one row has no numbers.
func (t *Table) Listed(rows []int) string {
	if t.Record {
		return ""
	}
	numbers := []string{}
	for _, n := range slices.Sorted(slices.Values(rows)) {
		numbers = append(numbers, strconv.Itoa(n))
	}
	if len(numbers) > 10 {
		return fmt.Sprintf("第%s行等%d行", strings.Join(numbers[:10], "、"), len(numbers))
	}
	return "第" + strings.Join(numbers, "、") + "行"
}
