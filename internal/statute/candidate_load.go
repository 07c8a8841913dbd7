package statute

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"qingshen/internal/calendar"
)

// The tables beside the lists that a law folder may carry.
const (
	limitFile = "codes/energy_limits.csv"
	wordsFile = "codes/substance_classes.csv"
)

// csvTable is a table of the law by column name.
type csvTable struct {
	name string
	rows []map[string]string
}

// readTable reads a table that must have the columns named.
func readTable(folder fs.FS, name string, note func([]byte) (int, error), columns ...string) (*csvTable, error) {
	text, err := fs.ReadFile(folder, path.Clean(name))
	if err != nil {
		return nil, fmt.Errorf("法定依据的表%s无法读取：%w", name, err)
	}
	if _, err := note(text); err != nil {
		return nil, err
	}
	lines, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff")))).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("法定依据的表%s不是有效的CSV：%w", name, err)
	}
	if len(lines) < 2 {
		return nil, fmt.Errorf("法定依据的表%s没有内容", name)
	}
	for _, column := range columns {
		if column != "" && !slices.Contains(lines[0], column) {
			return nil, fmt.Errorf("法定依据的表%s缺少“%s”列", name, column)
		}
	}
	t := &csvTable{name: name}
	for _, line := range lines[1:] {
		row := make(map[string]string, len(line))
		for i, column := range lines[0] {
			row[column] = strings.TrimSpace(line[i])
		}
		t.rows = append(t.rows, row)
	}
	return t, nil
}

// readLimits reads the energy limits of a folder; the limits of a standard that an earlier folder has are replaced.
func (l *Law) readLimits(folder fs.FS, note func([]byte) (int, error)) []error {
	t, err := readTable(folder, limitFile, note, "standard", "title", "effective_date", "key_industry", "product", "indicator", "unit", "level1", "level2", "level3", "table", "note", "source")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return []error{err}
	}
	var faults []error
	var limits []EnergyLimit
	standards := map[string]bool{}
	for i, row := range t.rows {
		limit, err := limitOf(row)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s第%d行：%w", t.name, i+2, err))
			continue
		}
		standards[limit.Standard] = true
		limits = append(limits, limit)
	}
	l.limits = append(slices.DeleteFunc(l.limits, func(e EnergyLimit) bool { return standards[e.Standard] }), limits...)
	l.limitAt = make(map[string]int, len(l.limits))
	for i, limit := range l.limits {
		if _, twice := l.limitAt[limit.Key]; twice {
			faults = append(faults, fmt.Errorf("%s：%s的“%s”（%s，%s）重复", t.name, limit.Standard, limit.Product, limit.Indicator, limit.Unit))
		}
		l.limitAt[limit.Key] = i
	}
	return faults
}

func limitOf(row map[string]string) (EnergyLimit, error) {
	e := EnergyLimit{
		Standard: row["standard"], Title: row["title"], From: calendar.Date(row["effective_date"]), Industry: row["key_industry"], Product: row["product"],
		Indicator: row["indicator"], Unit: row["unit"], Table: row["table"], Note: row["note"], Reviewed: strings.Contains(row["source"], "reviewed"),
		Key: limitKey(row["standard"], row["product"], row["indicator"], row["unit"]),
	}
	if e.Standard == "" || e.Product == "" || e.Indicator == "" || e.Unit == "" || row["source"] == "" {
		return e, errors.New("标准、产品、指标、单位和来源都要填写")
	}
	if e.From != "" && !e.From.Valid() {
		return e, fmt.Errorf("施行日期“%s”无效", e.From)
	}
	for _, column := range []string{"level1", "level2", "level3"} {
		text := row[column]
		if text == "" && column != "level3" {
			continue
		}
		number, ok := strings.CutPrefix(text, "≤")
		value, err := decimal.NewFromString(number)
		if !ok || err != nil {
			return e, fmt.Errorf("“%s”的限额“%s”无法识别，应写作 ≤117", e.Product, text)
		}
		e.Levels = append(e.Levels, value)
	}
	// What new works must keep may be stricter than the advanced level (GB 21258); works that exist are never held stricter.
	for _, level := range e.Levels {
		if e.Existing().LessThan(level) {
			return e, fmt.Errorf("“%s”的3级限额严于前两级，等级顺序有误", e.Product)
		}
	}
	return e, nil
}

// readSubstances reads the tables of the lists that a file registers.
func (l *Law) readSubstances(folder fs.FS, y *layer, note func([]byte) (int, error)) []error {
	var faults []error
	var words *csvTable
	for i := range l.lists {
		s := &l.lists[i]
		if !strings.HasPrefix(s.origin, y.name) || s.rows != nil {
			continue
		}
		if words == nil {
			var err error
			if words, err = readTable(folder, wordsFile, note, "list", "code", "element", "words", "except", "aliases"); err != nil {
				return append(faults, err)
			}
		}
		t, err := readTable(folder, s.File, note, "name", s.Key, s.Column)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s：名录“%s”：%w", s.origin, s.Title, err))
			continue
		}
		if s.rows = s.take(t, words); len(s.rows) == 0 {
			faults = append(faults, fmt.Errorf("%s：名录“%s”在%s中没有一项", s.origin, s.Title, s.File))
		}
	}
	return faults
}

// take gives the rows of a list with the words by which their classes are known.
func (s *SubstanceList) take(t, words *csvTable) []Listed {
	var out []Listed
	for _, row := range t.rows {
		if s.Column != "" && row[s.Column] != s.Value {
			continue
		}
		e := Listed{Code: row[s.Key], Name: row["name"], CAS: several(row["cas"])}
		for _, w := range words.rows {
			if s.Words != "" && w["list"] == s.Words && w["code"] == e.Code {
				e.Elements, e.Words, e.Except, e.Aliases = several(w["element"]), several(w["words"]), several(w["except"]), several(w["aliases"])
			}
		}
		out = append(out, e)
	}
	return out
}

// several reads what is parted by semicolons.
func several(text string) []string {
	return slices.DeleteFunc(strings.Split(text, ";"), func(s string) bool { return strings.TrimSpace(s) == "" })
}
