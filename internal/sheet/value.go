package sheet

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// cell is one cell as a reader found it.
type cell struct {
	text   string   // text, plain decimal of a number, YYYY-MM-DD of a date, TRUE or FALSE
	kind   cellKind // what it was in the file
	serial string   // number of a cell formatted as a date
	merged int      // last row of the merged range, noted in the second row of it only
}

type cellKind uint8

const (
	cellText    cellKind = iota
	cellNumber           // a number; text may carry an exponent
	cellDate             // a number formatted as a date
	cellError            // a formula that ended in an error
	cellFormula          // a formula that was never computed
)

var (
	exponent     = regexp.MustCompile(`^[+-]?\d+(\.\d+)?[eE][+]?\d+$`)
	dateParts    = regexp.MustCompile(`^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:T?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$`)
	dateClosed   = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	dateMonth    = regexp.MustCompile(`^\d{4}[-/.年]\d{1,2}月?$`)
	dateShort    = regexp.MustCompile(`^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}$`)
	dateSerial   = regexp.MustCompile(`^\d{5}(\.\d+)?$`)
	thousands    = regexp.MustCompile(`^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$`)
	plainNumber  = regexp.MustCompile(`^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$`)
	numberInside = regexp.MustCompile(`^[^\d+-]*([+-]?\d[\d,]*(?:\.\d+)?)[^\d]*$`)
)

// read cleans one cell for its kind of column. The value is usable unless the fault is an error.
func read(kind Kind, choices, blanks []string, c cell) (value string, e *CellError) {
	switch {
	case c.kind == cellError || formulaError(c.text):
		return "", refuse("公式出错（"+strings.TrimSpace(c.text)+"），没有可用的值。请改正公式，或直接填写结果。", "")
	case c.kind == cellFormula:
		return "", refuse("公式没有计算结果。请用 Excel 或 WPS 打开文件，保存一次后再上传，或直接填写结果。", "")
	case len(c.text) > MaxCell && utf8.RuneCountInString(c.text) > MaxCell:
		return "", refuse(fmt.Sprintf("内容有 %d 个字，超过一个单元格 %d 个字的上限。请删减，或作为附件上传。", utf8.RuneCountInString(c.text), MaxCell), "")
	case strings.ContainsRune(c.text, '\uFFFD'):
		return "", refuse("含有无法识别的字符（乱码）。请重新填写；CSV 文件请另存为“CSV UTF-8”。", "")
	}
	text := tidy(c.text)
	if blank(text, blanks) {
		return "", nil
	}
	switch kind {
	case Code:
		return readCode(c, compact(text))
	case Date:
		return readDate(c, compact(text))
	case Decimal:
		return readDecimal(c, compact(text))
	case Quantity:
		if c.kind == cellText {
			return text, nil
		}
		return readDecimal(c, compact(text))
	case Choice:
		return readChoice(choices, text)
	case ChoiceList:
		return readChoices(choices, text)
	}
	return readText(c, text)
}

func refuse(message, proposal string) *CellError {
	return &CellError{Message: message, Proposal: proposal, Severity: Error}
}

// readText takes text; a number comes as its plain digits, because a text column holds names and codes.
func readText(c cell, text string) (string, *CellError) {
	if c.kind == cellNumber && exponent.MatchString(text) {
		return plain(text), nil
	}
	return text, nil
}

// readCode takes an identifier. A table program keeps 15 digits of a number and loses the rest.
func readCode(c cell, text string) (string, *CellError) {
	const why = "编码以数字保存，15 位以后的数字已经丢失（科学计数法丢失位数），无法还原。请把该列设为“文本”格式，重新填写完整编码。"
	if exponent.MatchString(text) && (c.kind == cellNumber || strings.ContainsAny(text, "+.")) {
		digits := plain(text)
		if c.kind == cellNumber && len(strings.TrimLeft(digits, "-")) <= 15 {
			return digits, nil
		}
		return "", refuse(why, "")
	}
	if c.kind == cellNumber && len(text) > 15 {
		return "", refuse(why, "")
	}
	if c.kind == cellDate {
		return "", refuse("编码被表格软件当成了日期。请把该列设为“文本”格式，重新填写。", "")
	}
	return text, nil
}

func readDate(c cell, text string) (string, *CellError) {
	if c.kind == cellDate {
		return c.text, nil
	}
	m := dateParts.FindStringSubmatch(text)
	if m == nil {
		m = dateClosed.FindStringSubmatch(text)
	}
	if m != nil {
		year, _ := strconv.Atoi(m[1])
		month, _ := strconv.Atoi(m[2])
		day, _ := strconv.Atoi(m[3])
		t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
		if t.Day() != day || int(t.Month()) != month || year < 1900 || year > 2200 {
			return "", refuse("日历上没有这一天。请核对年、月、日，按 2026-01-31 的样式填写。", "")
		}
		return t.Format(time.DateOnly), nil
	}
	if dateSerial.MatchString(text) {
		if d, ok := serialDate(text, false); ok && d >= "1950" && d < "2100" {
			return d, nil
		}
	}
	switch {
	case dateMonth.MatchString(text):
		return "", refuse("缺少日。请填写到日，例如 2026-01-31。", "")
	case dateShort.MatchString(text):
		return "", refuse("看不出哪个是年、哪个是月。请按 2026-01-31 的样式填写，年份写四位。", "")
	}
	return "", refuse("不是日期。请按 2026-01-31 的样式填写。", "")
}

// serialDate turns the day number of a table program into a date. Day 60 of the 1900 system is 1900-02-29,
// which never was, so that numbers below it count from one day later.
func serialDate(s string, from1904 bool) (string, bool) {
	d, err := decimal.NewFromString(s)
	if err != nil || d.IsNegative() || d.GreaterThan(decimal.NewFromInt(2_958_465)) {
		return "", false
	}
	days := int(d.IntPart())
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case from1904:
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days == 0 || days == 60:
		return "", false
	case days < 60:
		days++
	}
	return start.AddDate(0, 0, days).Format(time.DateOnly), true
}

// dateNumber is the inverse of serialDate for the 1900 system.
func dateNumber(s string) (int, bool) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1901 {
		return 0, false
	}
	return int(t.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24), true
}

func readDecimal(c cell, text string) (string, *CellError) {
	if c.kind == cellDate {
		text = c.serial // a number in a cell that carries a date format by mistake
	}
	if plainNumber.MatchString(text) {
		if c.kind != cellText {
			return significant(text), nil
		}
		return plain(text), nil
	}
	if thousands.MatchString(text) {
		return plain(strings.ReplaceAll(text, ",", "")), nil
	}
	if strings.HasSuffix(text, "%") {
		return "", refuse("带有百分号。请只填数字，按列标题中的单位换算。", "")
	}
	if m := numberInside.FindStringSubmatch(text); m != nil {
		return "", refuse("数字里夹有文字或单位。请只填数字，单位以列标题为准。", plain(strings.ReplaceAll(m[1], ",", "")))
	}
	return "", refuse("不是数字。请填写数字，没有的留空。", "")
}

// plain writes a number in plain notation. Text that is no number comes back unchanged.
func plain(s string) string {
	d, err := decimal.NewFromString(strings.TrimSuffix(s, "."))
	if err != nil || d.Exponent() > 40 || d.Exponent() < -40 {
		return s
	}
	return d.String()
}

// significant drops the binary noise of a stored number: table programs keep and show 15 digits,
// so that 0.30000000000000004 in the file is the 0.3 that the author saw.
func significant(s string) string {
	d, err := decimal.NewFromString(s)
	if err != nil || d.Exponent() > 40 {
		return s
	}
	if over := int32(d.NumDigits()) - 15; over > 0 {
		d = d.Round(-d.Exponent() - over)
	}
	return d.String()
}

func readChoice(choices []string, text string) (string, *CellError) {
	key := titleKey(text)
	for _, c := range choices {
		if titleKey(c) == key {
			return c, nil
		}
	}
	return "", refuse("不在可选范围内。可选："+strings.Join(choices, "、")+"。", nearest(choices, key))
}

func readChoices(choices []string, text string) (string, *CellError) {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("、，,；;|+\n/", r) })
	var chosen, wrong, proposals []string
	taken := map[string]bool{}
	for _, p := range parts {
		c, e := readChoice(choices, p)
		if e != nil {
			wrong = append(wrong, strings.TrimSpace(p))
			c = e.Proposal
		} else if !taken[c] {
			chosen = append(chosen, c)
			taken[c] = true
		}
		if c != "" {
			proposals = append(proposals, c)
		}
	}
	if len(wrong) > 0 {
		proposal := ""
		if len(proposals) == len(parts) {
			proposal = strings.Join(proposals, "、")
		}
		return "", refuse("“"+strings.Join(wrong, "”“")+"”不在可选范围内。可选："+strings.Join(choices, "、")+"；多项之间用顿号隔开。", proposal)
	}
	return strings.Join(chosen, "、"), nil
}

// nearest proposes the one choice that contains the text, is contained in it, or differs by one character.
func nearest(choices []string, key string) string {
	found := ""
	for _, c := range choices {
		k := titleKey(c)
		if k == "" || !(strings.Contains(k, key) || strings.Contains(key, k) || oneApart([]rune(k), []rune(key))) {
			continue
		}
		if found != "" {
			return "" // two fit: a guess would be worse than none
		}
		found = c
	}
	return found
}

func oneApart(a, b []rune) bool {
	if len(a) != len(b) || len(a) < 3 {
		return false
	}
	n := 0
	for i := range a {
		if a[i] != b[i] {
			n++
		}
	}
	return n == 1
}
