package dossier

import (
	"math"
	"math/big"
	"regexp"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"
	"golang.org/x/text/width"
)

var (
	plainNumber = regexp.MustCompile(`^[+-]?\d{1,15}(\.\d{1,10})?$`)
	scientific  = regexp.MustCompile(`^([+-]?\d+(?:\.\d+)?)(?:[eE]|[×xX*]10\^?)([+-]?\d{1,2})$`)
	leading     = regexp.MustCompile(`^[<>≤≥~约]*\s*([+-]?\d+(?:\.\d+)?)`)
	between     = regexp.MustCompile(`^\d+(?:\.\d+)?[-~～至]\d+(?:\.\d+)?\D*$`)
	belowLimit  = regexp.MustCompile(`^(?:<|＜|小于|低于)(\d+(?:\.\d+)?)(?:L)?$`)
	flagged     = regexp.MustCompile(`^(\d+(?:\.\d+)?)L$`)
)

// Number reads a number as a person types it. Full-width digits are the same number; everything that could be read in
// two ways, or that hides a unit or a judgement, is refused with the way to write it. The message is "" when it passes.
func Number(text string) (decimal.Decimal, string) {
	plain := narrow(text)
	if plainNumber.MatchString(plain) {
		return decimal.RequireFromString(plain), ""
	}
	return decimal.Zero, refusal(plain)
}

// Detected reads a result of monitoring, which may lie below the limit of detection: 未检出, ND, <0.02, 0.02L. Such a
// result counts as half of its limit (HJ 630 practice), or as nothing when the limit is not named.
func Detected(text string) (value decimal.Decimal, below bool, refused string) {
	plain := narrow(text)
	if strings.EqualFold(plain, "ND") || strings.Contains(plain, "未检出") {
		return decimal.Zero, true, ""
	}
	for _, form := range []*regexp.Regexp{belowLimit, flagged} {
		if m := form.FindStringSubmatch(plain); m != nil {
			return decimal.RequireFromString(m[1]).DivRound(decimal.NewFromInt(2), 10), true, ""
		}
	}
	value, refused = Number(text)
	return value, false, refused
}

// superscripts are the small digits of powers of ten.
var superscripts = strings.NewReplacer("⁻", "-", "⁰", "0", "¹", "1", "²", "2", "³", "3", "⁴", "4", "⁵", "5", "⁶", "6", "⁷", "7", "⁸", "8", "⁹", "9")

func narrow(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff':
			return -1
		case r == '−' || r == '－' || r == '–':
			return '-'
		case r == '。' || r == '．':
			return '.'
		}
		return r
	}, superscripts.Replace(width.Narrow.String(text)))
}

// refusal says why a text is no number and how to write it.
func refusal(plain string) string {
	switch {
	case scientific.MatchString(plain):
		m := scientific.FindStringSubmatch(plain)
		if d, err := decimal.NewFromString(m[1] + "e" + m[2]); err == nil && d.Exponent() < 16 && d.Exponent() > -16 {
			return "不能使用科学计数法，请写出完整的数字，例如 " + d.String() + "。"
		}
		return "不能使用科学计数法，请写出完整的数字。"
	case strings.ContainsAny(plain, ",，、"):
		return "数字中不要使用逗号：它既可能是千位分隔，也可能是小数点。请写成 12.5 或 12500 这样的形式。"
	case strings.EqualFold(plain, "ND") || strings.Contains(plain, "未检出"):
		return "“未检出”不是数字。请填写检出限的一半或 0（按监测规范），并在备注中写明“未检出”。"
	case plain == "-" || plain == "/" || plain == "无" || strings.EqualFold(plain, "N/A") || strings.Trim(plain, "-") == "":
		return "没有数据时请留空；确实为零时请填写 0。"
	case strings.HasSuffix(plain, "%"):
		return "请只填数字，不要写百分号。"
	case between.MatchString(plain):
		return "是一个范围。请填写一个数，例如铭牌上的额定值；范围可以写在文字栏目中。"
	case leading.MatchString(plain):
		number := leading.FindStringSubmatch(plain)[1]
		if number == plain {
			return "整数最多15位，小数最多10位，请核对数量级和单位。"
		}
		return "请只填数字，单位在“单位”一栏选择；不要写约、大于、小于等字样。例如 " + number + "。"
	}
	return "不是数字。请填写阿拉伯数字，例如 12.5。"
}

// Rat gives a decimal as a fraction.
func Rat(d decimal.Decimal) *big.Rat { return d.Rat() }

// Fine writes a figure with four places, a small one with three digits that count: 0.00034 is not nothing.
func Fine(n *big.Rat) string {
	if size, _ := new(big.Rat).Abs(n).Float64(); size > 0 && size < 0.01 {
		return Plain(n, min(2-int(math.Floor(math.Log10(size))), 12))
	}
	return Plain(n, 4)
}

// Rounded writes a computed figure as reports do: two places, a small one as Fine does.
func Rounded(n *big.Rat) string {
	if new(big.Rat).Abs(n).Cmp(big.NewRat(1, 1)) >= 0 {
		return Plain(n, 2)
	}
	return Fine(n)
}

// Plain writes a fraction as people read it: exact where it ends within so many places, else rounded half up to them.
func Plain(n *big.Rat, places int) string {
	text := n.FloatString(places)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	if text == "-0" || text == "" {
		return "0"
	}
	return text
}
