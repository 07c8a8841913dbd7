package reference

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Industry is one entry of the industry classification (国民经济行业分类, GB/T 4754-2017).
type Industry struct {
	Code    string     `json:"code"` // A, 01, 011, 0111
	Name    string     `json:"name"`
	Level   string     `json:"level"` // section | division | group | class
	Parent  string     `json:"parent"`
	Section string     `json:"section"`
	Keys    []KeyMatch `json:"keys"`
}

// KeyMatch says how an industry code belongs to a key industry (重点行业).
type KeyMatch struct {
	Name  string `json:"name"`
	Match string `json:"match"` // core: the code is it; extended: neighbouring; process: the step may be present, ask
}

// keyIndustries are the 13 of N12 一(一), in its order.
var keyIndustries = []string{"能源", "冶金", "焦化", "建材", "有色", "化工", "印染", "造纸", "原料药", "电镀", "农副食品加工", "工业涂装", "包装印刷"}

// matchOrder ranks how certain a match is.
var matchOrder = []string{"core", "extended", "process"}

func (s *Service) loadIndustries(files fs.FS) error {
	rows, err := table(files, "industries", "code", "name", "level", "parent", "section", "key_industry", "key_match")
	if err != nil {
		return err
	}
	s.industry = map[string]Industry{}
	for _, r := range rows {
		i := Industry{Code: r["code"], Name: r["name"], Level: r["level"], Parent: r["parent"], Section: r["section"], Keys: []KeyMatch{}}
		if r["key_industry"] != "" {
			names, matches := strings.Split(r["key_industry"], ";"), strings.Split(r["key_match"], ";")
			for n, name := range names {
				if n >= len(matches) || !slices.Contains(keyIndustries, name) || !slices.Contains(matchOrder, matches[n]) {
					return fmt.Errorf("行业%s的重点行业“%s”或匹配方式“%s”无法识别", i.Code, r["key_industry"], r["key_match"])
				}
				i.Keys = append(i.Keys, KeyMatch{name, matches[n]})
			}
		}
		if _, ok := s.industry[i.Parent]; !ok && i.Level != "section" {
			return fmt.Errorf("行业%s的上级“%s”不存在", i.Code, i.Parent)
		}
		s.industry[i.Code] = i
		s.industries = append(s.industries, i)
	}
	return nil
}

// bare drops the section letter that people write before a code: C2611 is 2611.
func bare(code string) string {
	code = strings.ToUpper(strings.TrimSpace(code))
	if len(code) > 1 && code[0] >= 'A' && code[0] <= 'T' {
		return code[1:]
	}
	return code
}

// Industries is the whole classification in the order of the standard.
func (s *Service) Industries() []Industry { return slices.Clone(s.industries) }

// Industry is an entry by its code, with or without the section letter.
func (s *Service) Industry(code string) (Industry, bool) {
	i, ok := s.industry[bare(code)]
	return i, ok
}

// ValidIndustry says whether the code exists.
func (s *Service) ValidIndustry(code string) bool {
	_, ok := s.Industry(code)
	return ok
}

// CheckIndustry explains in Chinese what is wrong with a code of an enterprise, which must be a four-digit class.
func (s *Service) CheckIndustry(code string) error {
	i, ok := s.Industry(code)
	switch {
	case !ok:
		return fmt.Errorf("行业代码“%s”在《国民经济行业分类》（GB/T 4754-2017）中不存在，请按代码或名称检索后选择", code)
	case i.Level != "class":
		return fmt.Errorf("行业代码“%s”（%s）不是四位的行业小类，请选到小类", code, i.Name)
	}
	return nil
}

// Chain is the entry with all above it, the section first.
func (s *Service) Chain(code string) []Industry {
	chain := []Industry{}
	for i, ok := s.Industry(code); ok; i, ok = s.industry[i.Parent] {
		chain = append([]Industry{i}, chain...)
	}
	return chain
}

// IndustryLabel is code and name for people: 2611 无机酸制造. The code itself when unknown.
func (s *Service) IndustryLabel(code string) string {
	if i, ok := s.Industry(code); ok {
		return i.Code + " " + i.Name
	}
	return code
}

// IndustryChain names the entry from the section down: 制造业 / 化学原料和化学制品制造业 / ...
func (s *Service) IndustryChain(code string) string {
	names := []string{}
	for _, i := range s.Chain(code) {
		names = append(names, i.Name)
	}
	return strings.Join(names, " / ")
}

// KeyIndustryNames are the 13 key industries in the order of the notice.
func (s *Service) KeyIndustryNames() []string { return slices.Clone(keyIndustries) }

// KeyIndustryLabels are the same for /meta; the name is its own code.
func KeyIndustryLabels() map[string]string {
	out := map[string]string{}
	for _, name := range keyIndustries {
		out[name] = name
	}
	return out
}

// KeyIndustries are all key industries a code may belong to, the surest first.
func (s *Service) KeyIndustries(code string) []KeyMatch {
	i, _ := s.Industry(code)
	keys := slices.Clone(i.Keys)
	slices.SortStableFunc(keys, func(a, b KeyMatch) int {
		return slices.Index(matchOrder, a.Match) - slices.Index(matchOrder, b.Match)
	})
	return keys
}

// KeyIndustry is the surest key industry of a code, or "" and "".
func (s *Service) KeyIndustry(code string) (name, match string) {
	keys := s.KeyIndustries(code)
	if len(keys) == 0 {
		return "", ""
	}
	return keys[0].Name, keys[0].Match
}

// SearchIndustries finds entries whose code begins with or whose name contains the text; classes come before what is above them.
func (s *Service) SearchIndustries(text string, limit int) []Industry {
	text = strings.TrimSpace(text)
	if text == "" {
		return []Industry{}
	}
	code := bare(text)
	out := []Industry{}
	for _, i := range s.industries {
		if strings.HasPrefix(i.Code, code) || strings.Contains(i.Name, text) {
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(a, b Industry) int { return rank(a) - rank(b) })
	if limit > 0 && len(out) > limit {
		out = out[:limit]
	}
	return out
}

func rank(i Industry) int {
	return slices.Index([]string{"class", "group", "division", "section"}, i.Level)
}
