package listing

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/statute"
	"qingshen/internal/store"
)

// numbered is the entry of the law files for the numbers of published lists.
const numbered = "annual-list"

// numberForm is 发文机关代字〔年份〕顺序号号 (GB/T 9704 7.2.5): brackets of six corners, no leading zero, no 第.
var numberForm = regexp.MustCompile(`^(\p{Han}+)〔(\d{4})〕([1-9]\d{0,5})号$`)

// documentNo is a number of a document, taken apart.
type documentNo struct {
	prefix       string
	year, serial int
}

func (n documentNo) String() string {
	return fmt.Sprintf("%s〔%d〕%d号", n.prefix, n.year, n.serial)
}

func parseNumber(text string) (documentNo, bool) {
	m := numberForm.FindStringSubmatch(text)
	if m == nil {
		return documentNo{}, false
	}
	year, _ := strconv.Atoi(m[2])
	serial, _ := strconv.Atoi(m[3])
	return documentNo{m[1], year, serial}, true
}

// checkNumber judges the number of a list by the series of the law of that day and the numbers given before.
func checkNumber(series []statute.Number, text string, decided calendar.Date, given map[string]string) string {
	n, ok := parseNumber(text)
	if !ok {
		return "文号“" + text + "”不合格式，应为发文机关代字、六角括号中的年份、顺序号和“号”，例如 " + examples(series, decided) + "。"
	}
	if title := given[n.String()]; title != "" {
		return "文号“" + text + "”已用于《" + title + "》，不能重复使用。" + instead(series, n, given)
	}
	if decided != "" && n.year != decided.Year() {
		return fmt.Sprintf("文号中的年份%d与作出决定的年份%d不同，请核对。", n.year, decided.Year())
	}
	for _, rule := range series {
		if rule.Prefix != n.prefix {
			continue
		}
		if want := lastSerial(n.prefix, n.year, given) + 1; rule.Serial == "own" && n.serial != want {
			return fmt.Sprintf("“%s”在%d年单独连续编号，下一个应为%d号，“%s”会留下缺号或者倒序。请改为%s。", n.prefix, n.year, want, text, documentNo{n.prefix, n.year, want})
		}
		return ""
	}
	return "发文机关代字“" + n.prefix + "”不在文号规则中，可以使用 " + examples(series, decided) + "。需要其他代字的，请在法定依据数据中补充文号规则。"
}

// instead proposes the next number where the series is the list's own; of a shared one only the office knows.
func instead(series []statute.Number, n documentNo, given map[string]string) string {
	for _, rule := range series {
		if rule.Prefix == n.prefix && rule.Serial == "own" {
			return "请改用" + next(n.prefix, n.year, given) + "。"
		}
	}
	return "请核对公文登记的编号。"
}

func examples(series []statute.Number, decided calendar.Date) string {
	year := decided.Year()
	if decided == "" {
		year = series0Year
	}
	parts := []string{}
	for _, rule := range series {
		parts = append(parts, documentNo{rule.Prefix, year, 1}.String())
	}
	return strings.Join(parts, "、")
}

// series0Year stands in examples where no day of decision is known yet.
const series0Year = 2026

func lastSerial(prefix string, year int, given map[string]string) int {
	last := 0
	for text := range given {
		if n, ok := parseNumber(text); ok && n.prefix == prefix && n.year == year {
			last = max(last, n.serial)
		}
	}
	return last
}

func next(prefix string, year int, given map[string]string) string {
	return documentNo{prefix, year, lastSerial(prefix, year, given) + 1}.String()
}

// nextNumbers gives the next free number of every series.
func nextNumbers(tx *store.Tx, on calendar.Date) ([]string, error) {
	given, err := numbersGiven(tx, "")
	out := []string{}
	for _, rule := range tx.Law().Numbers(numbered, on) {
		if rule.Serial == "own" {
			out = append(out, next(rule.Prefix, on.Year(), given))
		}
	}
	return out, err
}

// orderly judges number and day of a list against what was published before.
func orderly(tx *store.Tx, l *List, number string, decided, published calendar.Date) error {
	var faults fault.List
	given, err := numbersGiven(tx, l.ID)
	if err != nil {
		return err
	}
	if why := checkNumber(tx.Law().Numbers(numbered, orToday(decided, tx.Today())), number, decided, given); why != "" && number != "" {
		faults.Add("document_no", why)
	}
	earlier, err := listsOfYear(tx, l.Year)
	if err != nil {
		return err
	}
	for k := range earlier {
		if e := &earlier[k]; e.ID != l.ID && e.State == ListPublished && e.Batch < l.Batch && published != "" && published < e.PublishedOn {
			faults.Add("published_on", "公布日期不得早于此前公布的《"+e.Title+"》（"+e.PublishedOn.Chinese()+"）：后公布的名单不能改变已经发生的期限。")
		}
	}
	return faults.Err("名单没有保存")
}

// checkList judges what is written into a draft against history, before anybody orders its publication.
func (s *Service) checkList(tx *store.Tx, l *List, in AnnualListInput) error {
	if err := orderly(tx, l, strings.TrimSpace(in.DocumentNo), in.DecidedOn, in.PublishedOn); err != nil {
		return err
	}
	ids, named := []string{}, map[string]bool{}
	for _, w := range in.Withdrawals {
		ids = append(ids, w.RowID)
		named[w.RowID] = true
	}
	gone, err := rowsByID(tx, ids)
	if err != nil || len(ids) == 0 {
		return err
	}
	return s.withdrawable(tx, l, gone, len(named))
}
