// Package rating finds the cleaner production level (清洁生产水平) of an enterprise from an index system (评价指标体系): value
// → benchmark → membership → weight → composite index → level. A level can only come from here. All arithmetic is exact
// fractions; the package is pure: no database, no clock.
// Law: 清洁生产评价指标体系编制通则 (2013, GB/T 43329-2023); GUIDE 15 (short names as in law/cn.yaml).
package rating

import (
	"math/big"
	"slices"

	"qingshen/internal/formula"
	"qingshen/internal/unit"
)

// The directions of an indicator (指标方向).
const (
	Lower       = "lower"       // 越低越好
	Higher      = "higher"      // 越高越好
	Qualitative = "qualitative" // 定性，由人判断
)

// Levels is how many levels a system has: Ⅰ, Ⅱ, Ⅲ.
const Levels = 3

// System is one index system: its groups with their indicators, and the method by which the level is decided.
type System struct {
	Name, Edition string
	Groups        []*Group
	Method        Method
	rows          []row
	all           []*Indicator
	named         map[string][]*Indicator
}

// Group is one first-level class of indicators (一级指标).
type Group struct {
	Name       string
	Weight     *big.Rat // nil when the system gives none
	Indicators []*Indicator
}

// Indicator is one second-level indicator (二级指标).
type Indicator struct {
	Group, Name, Process, Unit, Direction string
	Limiting                              bool // 限定性指标
	Weight                                *formula.Formula
	Benchmarks                            [Levels]Benchmark
	Note, Source                          string
	Line                                  int    // in the file that it was read from
	Key                                   string // how it is named in input and output: no longer than needed
	unit                                  *unit.Unit
}

// Benchmark is what an indicator demands at one level (基准值).
type Benchmark struct {
	Text string
	kind benchmarkKind
	sign string
	at   *formula.Formula // a number, or a formula of parameters such as 10+5n
	to   *formula.Formula // the upper end of a range
	// carries: the benchmark is written with a unit of its own, not as a bare number in that of the indicator.
	carries bool
}

type benchmarkKind int

const (
	unknown benchmarkKind = iota // the cell is empty: not known, never zero
	none                         // the table says that there is no requirement
	words                        // a text that a person judges
	bound                        // ≤ 8, ≥ 90, = 100
	span                         // 6 ~ 9
)

// Method is how the level is decided (等级判定): thresholds, extra conditions, names.
type Method struct {
	Thresholds    [Levels]int64
	RestMeets     int // at level Ⅰ, the indicators that do not limit must meet this level; 0: no such condition
	LimitingThird bool
	Names         [Levels + 1]string
}

// Methods are the generations of the general rules, and the way of the sets that a department has made itself.
var Methods = map[string]Method{
	"2013": {Thresholds: [Levels]int64{85, 85, 100}, Names: [Levels + 1]string{"未达到清洁生产水平", "国际清洁生产领先水平", "国内清洁生产先进水平", "国内清洁生产一般水平"}},
	"2023": {Thresholds: [Levels]int64{85, 85, 100}, RestMeets: 2, LimitingThird: true, Names: [Levels + 1]string{"不达标", "清洁生产先进（标杆）水平", "清洁生产准入水平", "清洁生产一般水平"}},
	"own":  {Thresholds: [Levels]int64{85, 85, 100}, Names: [Levels + 1]string{"未达到自查基本要求", "自查优秀", "自查良好", "自查达到基本要求"}},
}

// settle makes a table that was read ready: from here on it does not change.
func (s *System) settle() {
	s.named = map[string][]*Indicator{}
	for _, g := range s.Groups {
		for _, x := range g.Indicators {
			s.all = append(s.all, x)
			for _, name := range x.names() {
				s.named[name] = append(s.named[name], x)
			}
		}
	}
	for _, x := range s.all {
		for _, name := range x.names() {
			if x.Key = name; len(s.named[name]) == 1 {
				break
			}
		}
	}
}

// names are the ways to name an indicator, the shortest first.
func (x *Indicator) names() []string {
	out := []string{x.Name, x.Group + "/" + x.Name}
	if x.Process != "" {
		out = append(out, x.Group+"/"+x.Name+"/"+x.Process)
	}
	return out
}

// Find gives an indicator by its name, by group/name where a name occurs twice, by group/name/process where it does so
// within its group. The count tells how many bear the name.
func (s *System) Find(name string) (found *Indicator, count int) {
	all := s.named[name]
	if len(all) == 0 {
		return nil, 0
	}
	return all[0], len(all)
}

// Indicators gives all indicators in the order of the table.
func (s *System) Indicators() []*Indicator { return s.all }

// Parameters lists the names that weights and benchmarks depend on, such as n.
func (s *System) Parameters() []string {
	names := []string{}
	add := func(f *formula.Formula) {
		if f == nil {
			return
		}
		for _, n := range f.Names() {
			if !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	for _, x := range s.Indicators() {
		add(x.Weight)
		for _, b := range x.Benchmarks {
			add(b.at)
			add(b.to)
		}
	}
	slices.Sort(names)
	return names
}
