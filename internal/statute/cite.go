package statute

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Cite is a citation (依据条款). In the law files it is written short, "CPL 27(2)(一)": article 27, paragraph 2, item 一.
type Cite struct {
	Instrument string `yaml:"instrument" json:"instrument"` // short name
	Article    string `yaml:"article" json:"article"`       // 27(2)(一)
	Text       string `yaml:"text" json:"text"`             // 《中华人民共和国清洁生产促进法》第二十七条第二款第一项
}

// UnmarshalYAML reads the short form or the three fields.
func (c *Cite) UnmarshalYAML(unmarshal func(any) error) error {
	var short string
	if err := unmarshal(&short); err == nil {
		c.Instrument, c.Article, _ = strings.Cut(strings.TrimSpace(short), " ")
		return nil
	}
	type plain Cite
	return unmarshal((*plain)(c))
}

// String is the short form.
func (c Cite) String() string { return strings.TrimSpace(c.Instrument + " " + c.Article) }

// Words joins citations into one Chinese phrase; articles of one instrument share its title.
func Words(cites []Cite) string {
	texts := make([]string, len(cites))
	for i, c := range cites {
		texts[i] = c.Text
		if end := strings.LastIndexAny(c.Text, "》）"); i > 0 && cites[i-1].Instrument == c.Instrument && end > 0 && c.Article != "" {
			if title := titlePart(c.Text); strings.HasPrefix(cites[i-1].Text, title) {
				texts[i] = strings.TrimPrefix(c.Text, title)
			}
		}
	}
	return strings.Join(texts, "、")
}

// titlePart is the 《...》 of a citation with its number in brackets.
func titlePart(text string) string {
	end := strings.Index(text, "》")
	if end < 0 {
		return ""
	}
	end += len("》")
	if rest := text[end:]; strings.HasPrefix(rest, "（") && strings.Contains(rest, "号）") {
		end += strings.Index(rest, "号）") + len("号）")
	}
	return text[:end]
}

var (
	articleForm = regexp.MustCompile(`^(\d{1,4})(?:\((\d{1,2})\))?(?:\(([一二三四五六七八九十]+)\))?$`)
	partForm    = regexp.MustCompile(`^([一二三四五六七八九十]+)(?:\(([一二三四五六七八九十]+)\))?$`)
	annexForm   = regexp.MustCompile(`^annex ([A-Z0-9]+)$`)
	chapterForm = regexp.MustCompile(`^chapter (\d{1,2})$`)
)

// articleWords turns 27(2)(一) into 第二十七条第二款第一项, 一(二) into 第一部分第（二）项, annex 1 into 附表1.
func articleWords(article string) (string, error) {
	if m := articleForm.FindStringSubmatch(article); m != nil {
		words := "第" + numeral(m[1]) + "条"
		if m[2] != "" {
			words += "第" + numeral(m[2]) + "款"
		}
		if m[3] != "" {
			words += "第" + m[3] + "项"
		}
		return words, nil
	}
	if m := partForm.FindStringSubmatch(article); m != nil {
		words := "第" + m[1] + "部分"
		if m[2] != "" {
			words += "第（" + m[2] + "）项"
		}
		return words, nil
	}
	if m := annexForm.FindStringSubmatch(article); m != nil {
		if m[1] >= "A" {
			return "附录" + m[1], nil
		}
		return "附表" + m[1], nil
	}
	if m := chapterForm.FindStringSubmatch(article); m != nil {
		return "第" + numeral(m[1]) + "章", nil
	}
	return "", fmt.Errorf("条款“%s”无法识别，应写作 27(2)(一)、一(二)、annex 1 或 chapter 2", article)
}

// complete fills the Chinese text of a citation from its instrument.
func (c *Cite) complete(instruments map[string]Instrument) error {
	in, ok := instruments[c.Instrument]
	if !ok {
		return fmt.Errorf("依据“%s”引用了未登记的法规简称“%s”，请先在 instruments 中登记", c, c.Instrument)
	}
	if c.Text != "" {
		return nil
	}
	c.Text = in.Words()
	if c.Article == "" {
		return nil
	}
	words, err := articleWords(c.Article)
	if err != nil {
		return fmt.Errorf("依据“%s”的%w", c, err)
	}
	c.Text += words
	return nil
}

// Words is the full Chinese name: laws by title, departmental texts with their number.
func (i Instrument) Words() string {
	words := "《" + i.Title + "》"
	if i.Number != "" && (i.Kind == "rule" || i.Kind == "document") {
		words += "（" + i.Number + "）"
	}
	return words
}

// numeral writes an article number in Chinese: 1221 is 一千二百二十一, 203 is 二百零三.
func numeral(text string) string {
	n, err := strconv.Atoi(text)
	if err != nil {
		return text
	}
	digits := []rune("零一二三四五六七八九")
	units := []string{"", "十", "百", "千"}
	s := strconv.Itoa(n)
	var out strings.Builder
	zero := false
	for i, r := range s {
		unit := len(s) - 1 - i
		if r == '0' {
			zero = true
			continue
		}
		if zero && out.Len() > 0 {
			out.WriteRune('零')
		}
		zero = false
		if !(r == '1' && unit == 1 && len(s) == 2) {
			out.WriteRune(digits[r-'0'])
		}
		out.WriteString(units[unit])
	}
	return out.String()
}
