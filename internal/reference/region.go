package reference

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"qingshen/internal/calendar"
)

// Level says what a division is.
type Level string

// Levels of divisions.
const (
	Province Level = "province"
	City     Level = "city"   // 设区的市
	County   Level = "county" // 区、县、县级市
	Zone     Level = "zone"   // 功能区, a statistical code outside GB/T 2260
)

// Region is one division under its six-digit code (行政区划代码, GB/T 2260).
type Region struct {
	Code        string `json:"code"`
	Name        string `json:"name"`
	ShortName   string `json:"short_name"`
	Level       Level  `json:"level"`
	Parent      string `json:"parent"`
	Type        string `json:"type"`         // 市辖区, 县级市, 县 ...
	Lon         string `json:"lon"`          // label point, cities only
	Lat         string `json:"lat"`          // label point, cities only
	YellowRiver bool   `json:"yellow_river"` // in one of the nine cities on the Yellow River (沿黄市)
}

// Change is a division that was merged or renamed, for old data.
type Change struct {
	OldCode string `json:"old_code"`
	OldName string `json:"old_name"`
	NewCode string `json:"new_code"`
	NewName string `json:"new_name"`
	Year    string `json:"year"`
	Change  string `json:"change"`
	// From is the day on which the successor takes the running cases over; empty for what had changed before the system
	// began, of which no case bears the old code.
	From calendar.Date `json:"from,omitempty"`
}

// Node is a division with what lies in it.
type Node struct {
	Region
	Children []Node `json:"children,omitempty"`
}

// yellowRiver are the city prefixes of the nine 沿黄市: 济南, 淄博, 东营, 济宁, 泰安, 德州, 聊城, 滨州, 菏泽.
var yellowRiver = []string{"3701", "3703", "3705", "3708", "3709", "3714", "3715", "3716", "3717"}

func (s *Service) loadRegions(files fs.FS) error {
	rows, err := table(files, "regions", "code", "name", "short_name", "level", "parent_code", "type", "lon", "lat")
	if err != nil {
		return err
	}
	s.byCode, s.children = map[string]Region{}, map[string][]Region{}
	for _, r := range rows {
		g := Region{Code: r["code"], Name: r["name"], ShortName: r["short_name"], Level: Level(r["level"]), Parent: r["parent_code"], Type: r["type"], Lon: r["lon"], Lat: r["lat"]}
		g.YellowRiver = len(g.Code) == 6 && slices.Contains(yellowRiver, g.Code[:4])
		if _, twice := s.byCode[g.Code]; twice || len(g.Code) != 6 {
			return fmt.Errorf("行政区划代码“%s”重复或不是六位", g.Code)
		}
		if _, ok := s.byCode[g.Parent]; !ok && g.Level != Province {
			return fmt.Errorf("行政区划%s（%s）的上级“%s”不存在", g.Code, g.Name, g.Parent)
		}
		s.byCode[g.Code] = g
		s.regions = append(s.regions, g)
		s.children[g.Parent] = append(s.children[g.Parent], g)
	}
	return nil
}

func (s *Service) loadChanges(files fs.FS) error {
	rows, err := table(files, "region_changes", "old_code", "old_name", "new_code", "new_name", "year", "change", "from")
	if err != nil {
		return err
	}
	s.closed = map[string]Change{}
	for _, r := range rows {
		c := Change{OldCode: r["old_code"], OldName: r["old_name"], NewCode: r["new_code"], NewName: r["new_name"], Year: r["year"], Change: r["change"], From: calendar.Date(r["from"])}
		if !c.From.Valid() {
			return fmt.Errorf("行政区划变更%s的日期“%s”不是有效日期", c.OldCode, c.From)
		}
		if _, ok := s.byCode[c.NewCode]; !ok {
			return fmt.Errorf("行政区划变更%s的新代码“%s”不存在", c.OldCode, c.NewCode)
		}
		s.changes = append(s.changes, c)
		if _, open := s.byCode[c.OldCode]; !open || c.From != "" && c.OldCode != c.NewCode {
			s.closed[c.OldCode] = c
		}
	}
	return nil
}

// Regions are all divisions in the order of their codes.
func (s *Service) Regions() []Region { return slices.Clone(s.regions) }

// Changes are the known mergers and renamings.
func (s *Service) Changes() []Change { return slices.Clone(s.changes) }

// Region is a division by its code.
func (s *Service) Region(code string) (Region, bool) {
	g, ok := s.byCode[code]
	return g, ok
}

// gone gives the change by which a division has ended, once its day has come.
func (s *Service) gone(code string) (Change, bool) {
	c, ok := s.closed[code]
	return c, ok && (c.From == "" || s.Today != nil && c.From <= s.Today())
}

// Valid says whether the code is a division that exists today.
func (s *Service) Valid(code string) bool {
	_, ok := s.byCode[code]
	_, gone := s.gone(code)
	return ok && !gone
}

// Former gives the codes under which cases were opened that the offices of a division handle today: those of divisions
// that it has taken over while the system was running. For a city they are the counties that came from other cities.
func (s *Service) Former(code string) []string {
	var out []string
	for _, c := range s.changes {
		if _, gone := s.gone(c.OldCode); !gone || c.From == "" {
			continue
		}
		today, _ := s.Successor(c.OldCode)
		if today == code || strings.HasSuffix(code, "00") && s.City(today) == code && c.OldCode[:4] != code[:4] {
			out = append(out, c.OldCode)
		}
	}
	return out
}

// Ended are the divisions that have been merged or renamed while the system was running, by today, with the change.
func (s *Service) Ended() []Change {
	var out []Change
	for _, c := range s.changes {
		if _, gone := s.gone(c.OldCode); gone && c.From != "" {
			out = append(out, c)
		}
	}
	return out
}

// Check explains in Chinese what is wrong with a code, nil when it is good today.
func (s *Service) Check(code string) error {
	if s.Valid(code) {
		return nil
	}
	if c, ok := s.gone(code); ok {
		return fmt.Errorf("行政区划代码%s（%s）已于%s年撤销（%s），请改用%s（%s）", c.OldCode, c.OldName, c.Year, c.Change, c.NewCode, s.Label(c.NewCode))
	}
	if len(code) != 6 || strings.Trim(code, "0123456789") != "" {
		return fmt.Errorf("行政区划代码“%s”应为六位数字，例如370102（山东省济南市历下区）", code)
	}
	if province := s.regions[0]; code[:2] != province.Code[:2] {
		return fmt.Errorf("行政区划代码%s不属于%s，本系统只登记%s的地区", code, province.Name, province.Name)
	}
	if city, ok := s.byCode[code[:4]+"00"]; ok {
		return fmt.Errorf("行政区划代码%s不存在：%s没有这一县（市、区），请从列表中选择", code, city.Name)
	}
	return fmt.Errorf("行政区划代码%s不存在，请从列表中选择", code)
}

// Successor is the code that took the place of a closed one; an open code is its own successor.
func (s *Service) Successor(code string) (string, bool) {
	if s.Valid(code) {
		return code, true
	}
	c, ok := s.gone(code)
	if ok && c.NewCode != code && !s.Valid(c.NewCode) {
		return s.Successor(c.NewCode) // taken over twice
	}
	return c.NewCode, ok
}

// City is the city in which the division lies, "" for the province and for what is unknown.
// A closed code belongs to the city that took it over.
func (s *Service) City(code string) string {
	code, ok := s.Successor(code)
	for ok && code != "" {
		g := s.byCode[code]
		if g.Level == City {
			return g.Code
		}
		code = g.Parent
	}
	return ""
}

// Name is the bare name, that of a closed code included; the code itself when unknown.
func (s *Service) Name(code string) string {
	if g, ok := s.byCode[code]; ok {
		return g.Name
	}
	if c, ok := s.closed[code]; ok {
		return c.OldName
	}
	return code
}

// Label is the full name from the province down: 山东省济南市历下区. A closed code keeps its old name.
func (s *Service) Label(code string) string {
	if c, ok := s.gone(code); ok {
		if city := s.City(code); city != "" && !strings.HasSuffix(c.OldCode, "00") {
			return s.Label(city) + c.OldName + "（已撤销）"
		}
		return s.regions[0].Name + c.OldName + "（已撤销）"
	}
	g, ok := s.byCode[code]
	if !ok {
		return code
	}
	label := g.Name
	for g.Parent != "" {
		g = s.byCode[g.Parent]
		label = g.Name + label
	}
	return label
}

// Children are the divisions directly below.
func (s *Service) Children(code string) []Region {
	return slices.DeleteFunc(slices.Clone(s.children[code]), func(g Region) bool { return !s.Valid(g.Code) })
}

// Cities are the cities of the province.
func (s *Service) Cities() []Region { return s.Children(s.regions[0].Code) }

// Tree is the province with its cities, counties and zones.
func (s *Service) Tree() Node { return s.node(s.regions[0]) }

func (s *Service) node(g Region) Node {
	n := Node{Region: g}
	for _, child := range s.Children(g.Code) {
		n.Children = append(n.Children, s.node(child))
	}
	return n
}

// FindRegion finds the code for names as people write them: the city and, if given, the county, full or short, old or new.
// A district is never matched without its city: 市中区 lies in two of them.
func (s *Service) FindRegion(city, county string) (string, bool) {
	city = strings.TrimPrefix(strings.TrimSpace(city), s.regions[0].Name)
	county = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(county), s.regions[0].Name), city)
	found := ""
	for _, g := range s.Cities() {
		if city == g.Name || city == g.ShortName {
			found = g.Code
		}
	}
	if found == "" {
		for _, c := range s.changes {
			if strings.HasSuffix(c.OldCode, "00") && (city == c.OldName || city+"市" == c.OldName) {
				found = c.NewCode
			}
		}
	}
	if found == "" || county == "" {
		return found, found != ""
	}
	for _, g := range s.children[found] {
		if county == g.Name || county == g.ShortName {
			return g.Code, true
		}
	}
	for _, c := range s.changes {
		if c.OldName == county && s.City(c.NewCode) == found {
			return c.NewCode, true
		}
	}
	return "", false
}

// YellowRiver says whether the division lies in one of the nine cities on the Yellow River (YRPL 86(2)).
func (s *Service) YellowRiver(code string) bool {
	successor, ok := s.Successor(code)
	return ok && s.byCode[successor].YellowRiver
}
