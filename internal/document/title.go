package document

import (
	"strings"
	"unicode"
)

// titleLine is how many characters of 22 pt a line holds.
const titleLine = 20

// whole are words that a title must not break.
var whole = []string{"清洁生产", "强制性", "自愿性", "山东省", "生态环境", "发展和改革", "有限公司", "企业名单", "股份", "集团", "企业", "审核", "评估", "验收",
	"专家", "意见", "工作", "通知", "告知书", "报告", "名单", "年度", "关于", "开展", "公布", "组织", "加强", "进一步", "实施", "方案", "责令", "改正", "限期", "整改"}

// balance breaks a title that is too long for one line into lines of nearly the same length, not inside a word,
// a number or a book title's first or last character, and never before 的.
func balance(title string) []string {
	r := []rune(title)
	width := 0
	for _, c := range r {
		width += wide(c)
	}
	lines := (width + 2*titleLine - 1) / (2 * titleLine)
	if lines < 2 {
		return []string{title}
	}
	best, off := 0, width
	at := 0
	for i := 1; i < len(r); i++ {
		at += wide(r[i-1])
		if d := distance(at, width/lines); d < off && at <= 2*titleLine && breakable(r, i) {
			best, off = i, d
		}
	}
	if best == 0 {
		return []string{title}
	}
	return append([]string{string(r[:best])}, balance(strings.TrimSpace(string(r[best:])))...)
}

// wide gives the width in half characters.
func wide(r rune) int {
	if r < 0x80 {
		return 1
	}
	return 2
}

func distance(a, b int) int {
	if a < b {
		return b - a
	}
	return a - b
}

// breakable tells whether a line may end before character i.
func breakable(r []rune, i int) bool {
	before, after := r[i-1], r[i]
	if strings.ContainsRune("的年月日号》”）〕、，。：和及等与", after) || strings.ContainsRune("《“（〔第、和及与", before) {
		return false
	}
	if half := func(c rune) bool { return c < 0x80 && !unicode.IsSpace(c) }; half(before) && half(after) {
		return false
	}
	text := string(r)
	position := len(string(r[:i]))
	for _, w := range whole {
		for from := 0; ; {
			k := strings.Index(text[from:], w)
			if k < 0 {
				break
			}
			if start := from + k; position > start && position < start+len(w) {
				return false
			}
			from += k + len(w)
		}
	}
	return true
}
