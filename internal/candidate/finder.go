package candidate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"qingshen/internal/calendar"
	"qingshen/internal/reference"
	"qingshen/internal/statute"
)

// Finder judges sites for the plan of a year by the law of a day. It is read-only and safe for concurrent use.
type Finder struct {
	law   *statute.Law
	ref   *reference.Service
	on    calendar.Date
	year  int
	rules []rule
}

// rule is a rule with what is read from it once.
type rule struct {
	statute.CandidateRule
	cite  string
	lists []*catalogue
	judge func(f *Finder, r *rule, s *Site, v *Verdict)
}

// judges says how each kind of rule is applied.
var judges = map[string]func(f *Finder, r *rule, s *Site, v *Verdict){
	statute.FindExceedance: exceedances, statute.FindConsumption: consumptions, statute.FindSubstance: substances, statute.FindWaste: wastes,
	statute.FindEstablished: established, statute.FindInterval: interval, statute.FindOverdue: overdue, statute.FindGround: ground, statute.FindIndustry: industry, statute.FindConverted: converted,
}

// order of application: what depends on the findings of others comes last.
var order = []string{statute.FindExceedance, statute.FindConsumption, statute.FindSubstance, statute.FindWaste, statute.FindEstablished, statute.FindGround,
	statute.FindIndustry, statute.FindConverted, statute.FindInterval, statute.FindOverdue}

// New gives the finder for the plan of a year by the law of a day.
func New(law *statute.Law, ref *reference.Service, on calendar.Date, year int) *Finder {
	f := &Finder{law: law, ref: ref, on: on, year: year}
	lists := map[string]*catalogue{}
	for _, list := range law.SubstanceLists(on) {
		lists[list.ID] = newCatalogue(list)
	}
	for _, r := range law.CandidateRules(on) {
		one := rule{CandidateRule: r, cite: statute.Words(r.Cites), judge: judges[r.Kind]}
		for _, id := range r.Lists {
			if lists[id] != nil {
				one.lists = append(one.lists, lists[id])
			}
		}
		f.rules = append(f.rules, one)
	}
	slices.SortStableFunc(f.rules, func(a, b rule) int { return slices.Index(order, a.Kind) - slices.Index(order, b.Kind) })
	return f
}

// Judge applies every rule to a site.
func (f *Finder) Judge(s *Site) Verdict {
	v := Verdict{Hits: []Finding{}, Resting: []Finding{}, Near: []Finding{}, Bars: []string{}}
	for i := range f.rules {
		f.rules[i].judge(f, &f.rules[i], s, &v)
	}
	f.rest(s, &v)
	f.bars(s, &v)
	for _, group := range [][]Finding{v.Hits, v.Resting, v.Near} {
		slices.SortStableFunc(group, func(a, b Finding) int { return cmp.Compare(b.strength, a.strength) })
	}
	return v
}

// finding begins what a rule says.
func (f *Finder) finding(r *rule, fact string) Finding {
	return Finding{Rule: r.ID, Title: r.Title, Reason: r.Reason, Fact: fact, Cite: r.cite, Confidence: r.Confidence.Chinese(), Duty: r.Duty,
		kind: r.Kind, strength: r.Strength, toxic: r.Reason == "toxic"}
}

// newest gives the facts of a kind that count for the plan, for each thing only the latest: what was so and is no longer so
// bears out nothing.
func (f *Finder) newest(r *rule, s *Site, kind string) []Fact {
	at := map[string]int{}
	var out []Fact
	for _, fact := range s.Facts {
		if fact.Kind != kind || fact.Year < f.year-r.Years || fact.Year > f.year || fact.On > f.on {
			continue
		}
		key := fact.Role + "|" + fact.Code + "|" + fact.Name
		if i, seen := at[key]; seen {
			if fact.Year > out[i].Year || fact.Year == out[i].Year && fact.On > out[i].On {
				out[i] = fact
			}
			continue
		}
		at[key] = len(out)
		out = append(out, fact)
	}
	return out
}

// attributes hits by what the departments have established already.
func (f *Finder) attributes(r *rule, s *Site, v *Verdict) {
	for _, h := range s.Held {
		if !slices.Contains(r.Attributes, h.Kind) || h.On > f.on {
			continue
		}
		text := fmt.Sprintf("自%s起登记有“%s”", h.On.Chinese(), h.Label)
		if h.Detail != "" {
			text += "：" + h.Detail
		}
		hit := f.finding(r, text+"。认定依据："+h.Evidence+"。")
		hit.on = h.On
		hit.Facts = establishedFacts(r.Reason, h)
		v.Hits = append(v.Hits, hit)
	}
}

// establishedFacts are what an attribute tells of the facts that a plan item asks for; the rest is for the officer.
func establishedFacts(reason string, h Held) map[string]string {
	switch reason {
	case "exceedance":
		return map[string]string{"exceed_pollutant": h.Detail, "exceed_evidence": h.Evidence}
	case "energy":
		return map[string]string{"energy_standard": h.Detail}
	case "toxic":
		return map[string]string{"toxic_substances": h.Detail, "toxic_use": h.Evidence}
	}
	return nil
}

func established(f *Finder, r *rule, s *Site, v *Verdict) { f.attributes(r, s, v) }

// number reads a figure as it was typed.
func number(text string) (decimal.Decimal, bool) {
	d, err := decimal.NewFromString(strings.TrimSpace(text))
	return d, err == nil
}
