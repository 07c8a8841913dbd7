package enterprise

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"qingshen/internal/fault"
)

// writtenName is a name as people type it into lists, taken apart: 甲公司（原乙公司） is 甲公司, formerly 乙公司.
type writtenName struct {
	Name    string
	Former  string   // the name in a bracket that begins with 原
	Remarks []string // what was odd, for whoever must look at it
}

var formerly = regexp.MustCompile(`^(.+?)[（(]\s*(?:原名?|曾用名)[：:]?\s*([^（()）]+(?:[（(][^（()）]*[)）])?[^（()）]*)[)）]?$`)

// readName takes a written name apart. A name that was cut off keeps what is certain.
func readName(text string) writtenName {
	text = strings.TrimSpace(text)
	out := writtenName{Name: text}
	cut := strings.TrimRight(text, ".…。·")
	shortened := cut != text && (strings.HasSuffix(text, "..") || strings.HasSuffix(text, "…"))
	if shortened {
		out.Name = cut
	}
	if now, former, ok := splitFormer(out.Name); ok {
		out.Name, out.Former = now, former
		remark := "括号中的“原”名“" + out.Former + "”记为曾用名，企业名称取“" + out.Name + "”。"
		if shortened {
			remark += "曾用名末尾被截断（..），请查证后补全。"
		}
		out.Remarks = append(out.Remarks, remark)
		return out
	}
	if !shortened {
		return out
	}
	if open := strings.LastIndexAny(out.Name, "（("); open > 0 && !strings.ContainsAny(out.Name[open:], "）)") {
		out.Name = strings.TrimSpace(out.Name[:open])
		out.Remarks = append(out.Remarks, "名称末尾的括号被截断（..），只取括号前的“"+out.Name+"”。请对照营业执照核对。")
		return out
	}
	out.Remarks = append(out.Remarks, "名称末尾被截断（..），按“"+out.Name+"”登记。请对照营业执照补全后办理更正。")
	return out
}

// splitFormer finds a former name in the bracket at the end of a name. 原料、原油 and the like are no former names.
func splitFormer(text string) (now, former string, ok bool) {
	m := formerly.FindStringSubmatch(text)
	if m == nil || utf8.RuneCountInString(m[2]) < 4 || strings.ContainsAny(firstRune(m[2]), "料油煤水木浆种野创址") {
		return "", "", false
	}
	return strings.TrimSpace(m[1]), strings.TrimSpace(m[2]), true
}

func firstRune(s string) string {
	r, _ := utf8.DecodeRuneInString(s)
	return string(r)
}

// sameName compares names as people do: width, spaces and the kind of bracket do not count.
func sameName(a, b string) bool { return nameKey(a) == nameKey(b) }

func nameKey(s string) string {
	s = width.Narrow.String(s)
	return strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		switch r {
		case '〔', '【', '[', '（':
			return '('
		case '〕', '】', ']', '）':
			return ')'
		}
		return r
	}, s))
}

// checkName finds what cannot be the name of an enterprise.
func checkName(path, name string) fault.List {
	var list fault.List
	switch {
	case name == "":
	case utf8.RuneCountInString(name) < 2:
		list.Add(path, "名称太短，请填写营业执照上的全称。")
	case strings.HasSuffix(name, "..") || strings.HasSuffix(name, "…"):
		list.Add(path, "名称末尾被截断，请填写营业执照上的全称。")
	case strings.ContainsFunc(name, unicode.IsControl):
		list.Add(path, "名称中有换行等不可见字符，请删除后重新填写。")
	case !strings.ContainsFunc(name, unicode.IsLetter):
		list.Add(path, "名称中没有文字，请填写营业执照上的全称。")
	default:
		if now, former, ok := splitFormer(name); ok {
			list.Add(path, "名称中含有曾用名“"+former+"”。请只填写现名称“"+now+"”，曾用名通过“更名”登记。")
		}
	}
	return list
}

func count(n int) string { return strconv.Itoa(n) }
