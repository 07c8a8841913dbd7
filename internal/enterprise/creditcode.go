package enterprise

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// codeLength is the length of a unified social credit code (统一社会信用代码, GB 32100-2015).
const codeLength = 18

// codeAlphabet are its 31 characters in the order of their values: no I, O, S, V, Z.
const codeAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// codeWeights weigh the first 17 characters: powers of 3 modulo 31.
var codeWeights = [codeLength - 1]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}

// bodyWeights weigh the eight characters of the organisation code inside (GB 11714).
var bodyWeights = [8]int{3, 7, 9, 10, 5, 8, 4, 2}

// slips are what people type for a character, and what they may have meant.
var slips = map[rune]string{'O': "0", 'I': "1", 'S': "5", 'Z': "2", 'V': "UY"}

// emptyCodes are the spellings of "there is none" seen in real tables, after NormaliseCode.
var emptyCodes = []string{"", "0", "-", "--", "/", "\\", "`", ".", "_", "*", "—", "——", "无", "暂无", "没有", "不详", "未知", "空", "NULL", "NONE", "N/A", "NA"}

// CodeProposal is a code that passes the check and that the typed text may have meant. A person decides.
type CodeProposal struct {
	Code   string `json:"code"`
	Reason string `json:"reason"` // in Chinese, what would be changed
}

// NormaliseCode takes away what is invisible or only a way of writing: spaces of every kind, zero-width characters,
// full-width forms, lower case. It never changes a character into another one.
func NormaliseCode(raw string) string {
	return strings.Map(func(r rune) rune {
		if r > 0xFF00 && r < 0xFF5F {
			r -= 0xFEE0 // full-width forms run parallel to ASCII
		}
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, raw)
}

// EmptyCode says that the text is one of the ways to write that there is no code.
func EmptyCode(raw string) bool { return slices.Contains(emptyCodes, NormaliseCode(raw)) }

// CheckCode holds a normalised code against GB 32100 and says in Chinese what is wrong, nil when nothing is.
func CheckCode(code string) error {
	if EmptyCode(code) {
		return fmt.Errorf("统一社会信用代码未填写，应为营业执照上的18位代码")
	}
	for i, r := range []rune(code) {
		switch {
		case strings.ContainsRune("IOSVZ", r):
			return fmt.Errorf("统一社会信用代码“%s”的第%d位是“%c”，代码中不使用字母I、O、S、V、Z，请核对是否应为%s", code, i+1, r, meant(r))
		case !strings.ContainsRune(codeAlphabet, r):
			return fmt.Errorf("统一社会信用代码“%s”的第%d位“%c”不是数字或者大写字母，请删去代码以外的内容", code, i+1, r)
		}
	}
	if len(code) != codeLength {
		return fmt.Errorf("统一社会信用代码“%s”共%d位，应为18位%s", code, len(code), older(code))
	}
	if want := checkCharacter(code[:17]); code[17] != want {
		return fmt.Errorf("统一社会信用代码“%s”未通过校验：如果前17位无误，第18位应为“%c”，现为“%c”；请对照营业执照逐位核对", code, want, code[17])
	}
	return nil
}

// meant lists what a wrong letter may have stood for.
func meant(r rune) string {
	options := []string{}
	for _, m := range slips[r] {
		options = append(options, fmt.Sprintf("“%c”", m))
	}
	return strings.Join(options, "或者")
}

// older names the older number that a text of this length usually is.
func older(code string) string {
	switch len(code) {
	case 9:
		return "；9位的可能是组织机构代码，请改填统一社会信用代码"
	case 15:
		return "；15位的可能是旧的工商注册号，请改填统一社会信用代码"
	case 22:
		return "；22位的可能是排污许可证编号，前18位才是统一社会信用代码"
	}
	return ""
}

// checkCharacter is the 18th character for the first 17, which must be of the alphabet.
func checkCharacter(first17 string) byte {
	sum := 0
	for i := range codeWeights {
		sum += strings.IndexByte(codeAlphabet, first17[i]) * codeWeights[i]
	}
	return codeAlphabet[(31-sum%31)%31]
}

// CodeWarning says in Chinese when the organisation code inside a good code does not check, "" otherwise.
// Some newer codes hold no organisation code, so this never refuses.
func CodeWarning(code string) string {
	if CheckCode(code) != nil {
		return ""
	}
	sum := 0
	for i, weight := range bodyWeights {
		sum += strings.IndexByte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", code[8+i]) * weight
	}
	want := "0123456789X0"[(11-sum%11)%12]
	if sum%11 == 0 {
		want = '0'
	}
	if code[16] == want {
		return ""
	}
	return fmt.Sprintf("统一社会信用代码“%s”第9至17位不符合组织机构代码的校验规则，部分新登记的主体属于正常情况，请对照营业执照核对", code)
}

// ProposeCodes gives the codes that a faulty text may have meant: glued suffixes cut off, letters that are never used
// read as the digits they resemble. Only what passes the check character is proposed; a good code needs no proposal.
func ProposeCodes(raw string) []CodeProposal {
	out := []CodeProposal{}
	code := NormaliseCode(raw)
	if EmptyCode(code) || CheckCode(code) == nil {
		return out
	}
	for _, c := range cuts(code) {
		for _, read := range readings(c.Code) {
			if CheckCode(read) != nil || slices.ContainsFunc(out, func(p CodeProposal) bool { return p.Code == read }) {
				continue
			}
			reason := c.Reason
			if read != c.Code {
				reason = join(reason, changed(c.Code, read))
			}
			out = append(out, CodeProposal{read, reason})
		}
	}
	return out
}

// cuts are the ways to get 18 characters out of a longer or interrupted text.
func cuts(code string) []CodeProposal {
	out := []CodeProposal{}
	if len(code) == codeLength {
		out = append(out, CodeProposal{code, ""})
	}
	end := strings.IndexFunc(code, func(r rune) bool { return !alphanumeric(r) })
	if end == codeLength {
		out = append(out, CodeProposal{code[:codeLength], fmt.Sprintf("去掉了代码后面的“%s”", code[codeLength:])})
	}
	if joined := strings.Map(func(r rune) rune {
		if r == '-' || r == '.' || r == '·' || r == '_' || r == ':' {
			return -1
		}
		return r
	}, code); joined != code && len(joined) == codeLength {
		out = append(out, CodeProposal{joined, "去掉了代码中间的分隔符"})
	}
	plain := code
	if end >= 0 {
		plain = code[:end]
	}
	switch {
	case len(plain) == codeLength+1:
		out = append(out, CodeProposal{plain[:codeLength], fmt.Sprintf("去掉了第18位之后多出的“%s”", code[codeLength:])})
		for i := range codeLength { // a key that was struck twice
			if plain[i] == plain[i+1] {
				out = append(out, CodeProposal{plain[:i] + plain[i+1:], fmt.Sprintf("去掉了第%d位重复的“%c”", i+2, plain[i+1])})
			}
		}
	case len(plain) == 22: // a permit number begins with the credit code (HJ 608)
		out = append(out, CodeProposal{plain[:codeLength], "取了22位排污许可证编号的前18位"})
	}
	return out
}

// readings are the texts with every never-used letter read as what it resembles.
func readings(code string) []string {
	out := []string{""}
	for _, r := range code {
		options := slips[r]
		if options == "" {
			options = string(r)
		}
		var next []string
		for _, head := range out {
			for _, o := range options {
				next = append(next, head+string(o))
			}
		}
		if out = next; len(out) > 64 {
			return nil // that many slips are no slip
		}
	}
	return out
}

func changed(from, to string) string {
	parts := []string{}
	for i := range len(from) {
		if from[i] != to[i] {
			parts = append(parts, fmt.Sprintf("第%d位的“%c”改为“%c”", i+1, from[i], to[i]))
		}
	}
	return strings.Join(parts, "，")
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + "，" + b
}

func alphanumeric(r rune) bool { return r < 128 && (unicode.IsDigit(r) || unicode.IsLetter(r)) }

// GenerateCode completes 17 characters to a code, for demonstration and test data only.
func GenerateCode(first17 string) (string, error) {
	if len(first17) != codeLength-1 || strings.Trim(first17, codeAlphabet) != "" {
		return "", fmt.Errorf("“%s”不是17位的代码主体", first17)
	}
	return first17 + string(checkCharacter(first17)), nil
}
