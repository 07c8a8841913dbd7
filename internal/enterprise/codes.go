package enterprise

import (
	"slices"
	"strings"

	"qingshen/internal/fault"
	"qingshen/internal/reference"
)

// codes are the reference lists as the register asks them.
type codes struct {
	ref        *reference.Service
	province   string              // name of the province, which labels leave out
	industries map[string]string   // code by name, the most detailed one
	counties   map[string][]string // codes by name, for rows that name no city
}

func newCodes(ref *reference.Service) codes {
	c := codes{ref: ref, industries: map[string]string{}, counties: map[string][]string{}}
	for _, i := range ref.Industries() {
		// A group and its only class bear one name: the class comes later and says more.
		c.industries[nameKey(i.Name)] = i.Code
	}
	for _, g := range ref.Regions() {
		switch g.Level {
		case reference.Province:
			c.province = g.Name
		case reference.County, reference.Zone:
			c.counties[g.Name] = append(c.counties[g.Name], g.Code)
			if g.ShortName != g.Name {
				c.counties[g.ShortName] = append(c.counties[g.ShortName], g.Code)
			}
		}
	}
	return c
}

// regionLabel is the name of a division below the province: 济南市历下区.
func (c codes) regionLabel(code string) string {
	if label := strings.TrimPrefix(c.ref.Label(code), c.province); label != "" {
		return label
	}
	return c.province
}

func (c codes) industryLabel(code string) string { return c.ref.IndustryLabel(code) }

// county tells whether the code is a county or a functional zone, which has a branch of its own (派出机构, SDR 6).
func (c codes) county(code string) bool {
	g, ok := c.ref.Region(code)
	return ok && (g.Level == reference.County || g.Level == reference.Zone)
}

func (c codes) industryKnown(code string) bool { return c.ref.ValidIndustry(code) }

// findIndustry finds an industry by its name in the standard.
func (c codes) findIndustry(name string) (string, bool) {
	name = strings.TrimSpace(name)
	if digits := industryDigits(leadingCode(name)); len(digits) >= 2 && c.industryKnown(digits) {
		return digits, true
	}
	code, ok := c.industries[nameKey(name)]
	return code, ok
}

// leadingCode is the code before a name: C2614有机化学原料制造, 2614 有机化学原料制造.
func leadingCode(s string) string {
	end := 0
	for end < len(s) && (s[end] >= '0' && s[end] <= '9' || end == 0 && s[end] >= 'A' && s[end] <= 'T') {
		end++
	}
	return s[:end]
}

// find gives the county that a row means, or says in Chinese why it cannot be told.
func (c codes) find(city, county string) (code, trouble string) {
	city, county = strings.TrimSpace(city), strings.TrimSpace(county)
	if county == "" && isCode(city) {
		city, county = "", city
	}
	if isCode(county) {
		return c.findCode(county)
	}
	if isCode(city) {
		city = c.ref.Name(city)
	}
	switch {
	case city == "" && county == "":
		return "", "没有填写所在的县（市、区）。"
	case city == "":
		return c.findCounty(county)
	}
	found, ok := c.ref.FindRegion(city, county)
	switch {
	case ok && c.county(found):
		return found, ""
	case ok:
		return "", "只填写了“" + c.regionLabel(found) + "”，没有填写县（市、区）。"
	case c.isCity(city):
		return "", "“" + city + "”没有名为“" + county + "”的县（市、区）。"
	}
	if code, trouble := c.findCounty(city + county); trouble == "" { // the whole place in the column of the city
		return code, ""
	}
	return "", "“" + city + county + "”不是" + c.province + "的市、县（市、区）。"
}

func (c codes) findCode(code string) (string, string) {
	if now, ok := c.ref.Successor(code); ok && c.county(now) {
		return now, ""
	}
	if err := c.ref.Check(code); err != nil {
		return "", err.Error() + "。"
	}
	return "", "“" + c.regionLabel(code) + "”不是县级，没有填写县（市、区）。"
}

// findCounty finds a county by its name alone, or by a name that begins with its city. 市中区 lies in two cities.
func (c codes) findCounty(name string) (string, string) {
	name = strings.TrimPrefix(name, c.province)
	for _, g := range c.ref.Cities() {
		for _, city := range []string{g.Name, g.ShortName} {
			rest, ok := strings.CutPrefix(name, city)
			if !ok {
				continue
			}
			if rest == "" {
				return "", "只填写了“" + g.Name + "”，没有填写县（市、区）。"
			}
			if found, ok := c.ref.FindRegion(g.Name, rest); ok && c.county(found) {
				return found, ""
			}
		}
	}
	switch found := c.counties[name]; len(found) {
	case 0:
		return "", "“" + name + "”不是" + c.province + "的县（市、区）。"
	case 1:
		return found[0], ""
	default:
		labels := make([]string, len(found))
		for i, code := range found {
			labels[i] = c.regionLabel(code)
		}
		return "", "“" + name + "”有多处（" + strings.Join(labels, "、") + "），请写明设区的市。"
	}
}

// takesDefault tells whether a row whose county cannot be told may go to the county that the officer has chosen: not
// when the row names another city of the province.
func (c codes) takesDefault(city, county, chosen string) bool {
	for _, text := range []string{city, county} {
		text = strings.TrimPrefix(strings.TrimSpace(text), c.province)
		if isCode(text) {
			text = c.ref.Name(text)
		}
		for _, g := range c.ref.Cities() {
			if (strings.HasPrefix(text, g.Name) || text == g.ShortName) && g.Code[:4] != chosen[:4] {
				return false
			}
		}
	}
	return true
}

func (c codes) isCity(name string) bool {
	_, ok := c.ref.FindRegion(name, "")
	return ok
}

func isCode(s string) bool { return len(s) == 6 && strings.Trim(s, "0123456789") == "" }

// keyIndustries gives the key industries that the code is, and those whose process it only makes possible.
func (c codes) keyIndustries(code string) (automatic, possible []string) {
	for _, k := range c.ref.KeyIndustries(code) {
		if k.Match == "process" {
			possible = append(possible, k.Name)
		} else {
			automatic = append(automatic, k.Name)
		}
	}
	return automatic, possible
}

// key decides whether the enterprise belongs to a key industry (N12 一(一)). Where the code only says that a key
// process may be present, the flag follows the answer and is never set by the code alone.
func (c codes) key(faults *fault.List, industry, wanted, answer string) (key, process string) {
	automatic, possible := c.keyIndustries(industry)
	if len(possible) == 0 {
		return first(automatic), ""
	}
	if _, known := KeyProcessLabels[answer]; !known {
		answer = "unknown"
	}
	switch {
	case answer != "yes" || wanted != "" && slices.Contains(automatic, wanted):
		return first(automatic), answer
	case slices.Contains(possible, wanted):
		return wanted, answer
	case wanted != "":
		faults.Add("key_industry", "该行业可能涉及的重点工序是"+strings.Join(possible, "、")+"，没有“"+wanted+"”。请从中选择。")
	case len(automatic) == 0 && len(possible) > 1:
		faults.Add("key_industry", "该行业可能涉及"+strings.Join(possible, "、")+"，请选择企业实际具有的工序。")
	case len(automatic) == 0:
		return possible[0], answer
	}
	return first(automatic), answer
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
