package candidate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"qingshen/internal/statute"
)

// catalogue is a list of substances, ready to be looked into.
type catalogue struct {
	statute.SubstanceList
	byCAS, byName, byCode map[string]*statute.Listed
	classes               []*statute.Listed
}

func newCatalogue(list statute.SubstanceList) *catalogue {
	c := &catalogue{SubstanceList: list, byCAS: map[string]*statute.Listed{}, byName: map[string]*statute.Listed{}, byCode: map[string]*statute.Listed{}}
	rows := list.Rows()
	for i := range rows {
		row := &rows[i]
		c.byCode[row.Code] = row
		for _, cas := range row.CAS {
			c.byCAS[cas] = row
		}
		for _, name := range append([]string{row.Name}, row.Aliases...) {
			c.byName[plain(name)] = row
			if _, other, ok := strings.Cut(strings.TrimSuffix(name, "）"), "（"); ok {
				c.byName[plain(other)] = row // the name in brackets is another one
			}
		}
		if len(row.Words) > 0 || len(row.Elements) > 0 {
			c.classes = append(c.classes, row)
		}
	}
	return c
}

// plain drops what does not tell names apart: blanks, the kind of brackets, what stands behind them.
func plain(name string) string {
	name = strings.NewReplacer(" ", "", "　", "", "(", "（", ")", "）", "，", ",").Replace(strings.TrimSpace(name))
	if i := strings.Index(name, "（"); i > 0 {
		name = name[:i]
	}
	return name
}

// find looks for a substance by number, then by name, then by what it contains (rules.md 11.8). by says how it was found.
func (c *catalogue) find(fact Fact) (row *statute.Listed, by string) {
	if row := c.byCAS[strings.TrimSpace(fact.Code)]; row != nil {
		return row, "CAS号 " + fact.Code
	}
	if row := c.byName[plain(fact.Name)]; row != nil {
		return row, "名称"
	}
	for _, row := range c.classes {
		if fact.Element != "" && slices.Contains(row.Elements, fact.Element) {
			return row, "所含的" + fact.Element
		}
	}
	for _, row := range c.classes {
		if word := holds(row, fact.Name); word != "" {
			return row, "名称中的“" + word + "”"
		}
	}
	return nil, ""
}

// holds gives the word by which a name belongs to a class, "" if it does not.
func holds(row *statute.Listed, name string) string {
	if slices.ContainsFunc(row.Except, func(word string) bool { return strings.Contains(name, word) }) {
		return ""
	}
	for _, word := range row.Words {
		if strings.Contains(name, word) {
			return word
		}
	}
	return ""
}

// kept gives the class that the substance would belong to, were it not excepted by the list.
func (c *catalogue) kept(name string) *statute.Listed {
	for _, row := range c.classes {
		inside := slices.ContainsFunc(row.Words, func(word string) bool { return strings.Contains(name, word) })
		if inside && holds(row, name) == "" {
			return row
		}
	}
	return nil
}

// Listing is how a substance stands on a list.
type Listing struct {
	List  string `json:"list" doc:"名录"`
	Name  string `json:"name" doc:"名录中的名称"`
	By    string `json:"by" doc:"按什么比对"`
	Class int    `json:"class" doc:"五类有毒有害物质中的类别，0为不属于"`
}

// Listings are the lists of the day on which a substance or waste stands.
func (f *Finder) Listings(fact Fact) []Listing {
	out := []Listing{}
	seen := map[string]bool{}
	for _, r := range f.rules {
		for _, c := range r.lists {
			var row *statute.Listed
			var by string
			switch {
			case seen[c.ID]:
			case fact.Kind == Waste && r.Kind == statute.FindWaste:
				row, by = c.waste(fact)
			case fact.Kind == Substance && r.Kind == statute.FindSubstance:
				row, by = c.find(fact)
			}
			if row != nil {
				seen[c.ID] = true
				out = append(out, Listing{List: c.Title, Name: row.Name, By: by, Class: c.Class})
			}
		}
	}
	return out
}

// substances: what is used, made or discharged stands on a list (双有).
func substances(f *Finder, r *rule, s *Site, v *Verdict) {
	for _, fact := range f.newest(r, s, Substance) {
		for _, c := range r.lists {
			row, by := c.find(fact)
			if row == nil {
				if kept := c.kept(fact.Name); kept != nil {
					near := f.finding(r, amount(fact))
					near.Why = "《" + c.Title + "》的“" + kept.Name + "”不包括这种物质。"
					v.Near = append(v.Near, near)
				}
				continue
			}
			found := f.finding(r, amount(fact))
			found.on = fact.On
			found.Difference = fmt.Sprintf("按%s与《%s》的“%s”相符", by, c.Title, row.Name)
			if value, ok := number(fact.Value); ok && value.IsZero() {
				found.Why = fmt.Sprintf("%d年数量为零，已不再%s。", fact.Year, Roles[fact.Role])
				v.Near = append(v.Near, found)
				continue
			}
			found.Facts = map[string]string{"toxic_classes": strconv.Itoa(c.Class), "toxic_substances": fact.Name, "toxic_use": amount(fact)}
			v.Hits = append(v.Hits, found)
			break
		}
	}
}

// amount words a fact about a substance.
func amount(fact Fact) string {
	text := fmt.Sprintf("%d年%s%s", fact.Year, Roles[fact.Role], fact.Name)
	if fact.Code != "" {
		text += "（CAS " + fact.Code + "）"
	}
	return text + " " + fact.Value + " " + fact.Unit + "（" + fact.Evidence + "）。"
}

// waste finds a waste by its code of eight digits, else by its category.
func (c *catalogue) waste(fact Fact) (*statute.Listed, string) {
	category, code := WasteCode(fact.Code)
	if row := c.byCode[code]; row != nil && code != "" {
		return row, "废物代码 " + code
	}
	if row := c.byCode[category]; row != nil && category != "" {
		return row, "废物类别 " + category
	}
	return nil, ""
}

// WasteCode takes a written code apart: HW08-900-249-08, 900-249-08 and HW08 are all known.
func WasteCode(text string) (category, code string) {
	text = strings.ToUpper(strings.TrimSpace(text))
	if rest, ok := strings.CutPrefix(text, "HW"); ok {
		number, tail, _ := strings.Cut(rest, "-")
		if len(number) == 2 {
			category = "HW" + number
		}
		text = tail
	}
	parts := strings.Split(text, "-")
	if len(parts) == 3 && len(parts[0]) == 3 && len(parts[1]) == 3 && len(parts[2]) == 2 && strings.Trim(strings.Join(parts, ""), "0123456789") == "" {
		if code = text; category == "" {
			category = "HW" + parts[2]
		}
	}
	return category, code
}

// wastes: hazardous waste arises in production (双有, class 1).
func wastes(f *Finder, r *rule, s *Site, v *Verdict) {
	key, known := f.law.Parameter("hazardous-waste-key-unit", f.on, s.Region)
	for _, fact := range f.newest(r, s, Waste) {
		text := fmt.Sprintf("%d年产生危险废物%s（%s） %s %s（%s）。", fact.Year, fact.Name, fact.Code, fact.Value, fact.Unit, fact.Evidence)
		found := f.finding(r, text)
		found.on = fact.On
		var row *statute.Listed
		for _, c := range r.lists {
			var by string
			if row, by = c.waste(fact); row != nil {
				found.Difference = "按" + by + "与《" + c.Title + "》的“" + row.Name + "”相符"
				break
			}
		}
		value, ok := number(fact.Value)
		switch {
		case row == nil:
			found.Why = "代码“" + fact.Code + "”的类别不在国家危险废物名录中，请核对代码。"
		case ok && value.IsZero():
			found.Why = fmt.Sprintf("%d年没有产生。", fact.Year)
		default:
			found.Facts = map[string]string{"toxic_classes": "1", "toxic_substances": fact.Name, "toxic_use": text}
			if amount, ok := Convert(fact.Value, fact.Unit, "t"); ok && known && amount.GreaterThanOrEqual(key.Value) {
				found.Caution = "年产生量达到 " + key.Value.String() + " " + key.Unit + "，属于危险废物环境重点监管单位的规模（" + statute.Words(key.Cites) + "），请同时登记该属性；登记后须严格审核。"
			}
			v.Hits = append(v.Hits, found)
			continue
		}
		v.Near = append(v.Near, found)
	}
}
