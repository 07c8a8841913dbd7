package duplicate

import (
	"strings"
	"unicode"
)

// legalForms are the endings that say the form of a company and nothing of which one it is; the longer ones first.
var legalForms = []string{"有限责任公司", "股份有限公司", "有限公司", "股份公司", "总公司", "公司", "集团"}

// narrowed writes a text as it is compared: one width, one case, one kind of bracket, no spaces and nothing invisible.
func narrowed(s string) string {
	return strings.Map(func(r rune) rune {
		if r > 0xFF00 && r < 0xFF5F {
			r -= 0xFEE0 // full-width forms run parallel to ASCII
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, s)
}

// core is the part of a name that says which enterprise it is: without legal form, brackets, and the words for the kind of
// division that one list writes and the other leaves out (山东省济南市… and 济南…).
func core(name string) string {
	s := strings.TrimPrefix(strings.TrimPrefix(narrowed(name), "山东省"), "山东")
	for _, form := range legalForms { // 集团 stands last: 某某集团有限公司 loses both
		if cut, ok := strings.CutSuffix(s, form); ok && cut != "" {
			s = cut
		}
	}
	runes := []rune(s)
	const placeWords = 9 // 某某市某某区: what follows is the enterprise's own
	out := make([]rune, 0, len(runes))
	for i, r := range runes {
		if i > 0 && i < placeWords && strings.ContainsRune("市县区", r) {
			continue
		}
		out = append(out, r)
	}
	return string(out)
}

// street is an address as it is compared: without the divisions that the code says already. Too short a text says nothing.
func street(address string) string {
	s := narrowed(address)
	for _, mark := range []string{"省", "市", "县", "区"} {
		if i := strings.Index(s, mark); i > 0 && i <= len("山东山东山东山东") {
			s = s[i+len(mark):]
		}
	}
	if len([]rune(s)) < 4 || !strings.ContainsFunc(s, unicode.IsDigit) {
		return "" // a street without a number, or a park: many are there
	}
	return s
}

// digits keeps the digits of a telephone number, without the code of the country.
func digits(phone string) string {
	s := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, narrowed(phone))
	if len(s) == 13 {
		s = strings.TrimPrefix(s, "86")
	}
	if len(s) < 7 {
		return ""
	}
	return s
}
