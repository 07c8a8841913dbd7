package sheet

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// tidy makes the text of a cell what its author saw: no invisible characters, no odd spaces,
// full-width letters and digits narrowed. Brackets and punctuation stay as typed, since names carry them.
func tidy(s string) string {
	if isTidy(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	pending := rune(0) // white space waits until something follows it
	for _, r := range s {
		switch {
		case r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' || r == '\v' || r == '\f':
			pending = '\n'
		case unicode.IsSpace(r): // also NBSP and the ideographic space
			if pending == 0 {
				pending = ' '
			}
		case invisible(r):
		default:
			if pending != 0 && b.Len() > 0 {
				b.WriteRune(pending)
			}
			pending = 0
			b.WriteRune(narrowAlnum(r))
		}
	}
	return b.String()
}

// isTidy tells the common case quickly: plain ASCII and Chinese characters, single spaces inside.
func isTidy(s string) bool {
	space := true // none may lead
	for _, r := range s {
		switch {
		case r == ' ':
			if space {
				return false
			}
			space = true
			continue
		case r > ' ' && r < 0x7F, r >= '一' && r <= '\u9FFF', r == '（', r == '）', r == '、', r == '，', r == '。':
		default:
			return false
		}
		space = false
	}
	return !space || s == ""
}

// invisible tells characters that take no place on screen: zero-width joiners, byte order marks, soft hyphens,
// direction marks, control characters.
func invisible(r rune) bool {
	return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Cc, r) || r >= '\uFE00' && r <= '\uFE0F'
}

func narrowAlnum(r rune) rune {
	switch {
	case r >= '０' && r <= '９', r >= 'Ａ' && r <= 'Ｚ', r >= 'ａ' && r <= 'ｚ':
		return r - 0xFEE0
	}
	return r
}

// compact narrows everything and drops all white space: for codes, numbers, dates and for comparing.
func compact(s string) string {
	if isASCII(s) && isTidy(s) {
		return strings.ReplaceAll(s, " ", "")
	}
	s = width.Narrow.String(tidy(s))
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case r == '－' || r == '−' || r == '‐' || r == '‑' || r == '–':
			return '-'
		case r == '【' || r == '〔' || r == '［':
			return '['
		case r == '】' || r == '〕' || r == '］':
			return ']'
		}
		return r
	}, s)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// titleKey is the form in which headers are compared: 统一社会信用代码*（必填） is 统一社会信用代码.
func titleKey(s string) string {
	s = strings.ToLower(compact(s))
	for _, mark := range []string{"(必填)", "(选填)", "[必填]", "[选填]", "必填:", "*"} {
		s = strings.ReplaceAll(s, mark, "")
	}
	return strings.TrimRight(s, ":：")
}

// blank tells whether a tidied cell says nothing: people type - — / ` into cells that they cannot fill.
func blank(s string, more []string) bool {
	if len(s) > 12 && len(more) == 0 {
		return false
	}
	key := compact(s)
	switch key {
	case "", "-", "--", "---", "—", "——", "/", "//", "\\", "`", "'", "·", "...", "…", "……", "n/a":
		return true
	}
	for _, m := range more {
		if strings.EqualFold(compact(m), key) {
			return true
		}
	}
	return false
}

// formulaError tells the error values of table programs, also when they were saved as text.
func formulaError(s string) bool {
	if !strings.Contains(s, "#") || len(s) > 20 {
		return false
	}
	switch strings.ToUpper(strings.TrimSpace(s)) {
	case "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA", "#FIELD!":
		return true
	}
	return false
}
