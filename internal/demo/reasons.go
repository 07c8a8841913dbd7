package demo

import (
	"fmt"
	"slices"
	"strings"

	"qingshen/internal/calendar"
	"qingshen/internal/enterprise"
	"qingshen/internal/listing"
)

// ground is why a site is listed on a day: reasons, facts, basis and track as listing itself would judge them.
type ground struct {
	reasons []string
	facts   map[string]string
	listing.Judgement
}

// groundOf judges a site as of the day of decision, from its attributes.
func (w *world) groundOf(d dice, s *site, on calendar.Date) ground {
	g := ground{facts: map[string]string{}}
	for _, a := range s.attributes {
		switch a.Kind {
		case enterprise.Exceedance:
			w.exceedance(d, s, &g, on)
		case enterprise.Toxic:
			w.toxic(s, &g, on)
		case enterprise.ExcessEnergy:
			w.energy(d, s, &g, on)
		}
	}
	if len(g.reasons) == 0 {
		w.fallback(d, s, &g, on)
	}
	slices.SortFunc(g.reasons, func(a, b string) int { return strings.Index(order, a) - strings.Index(order, b) })
	held := []listing.Held{}
	for _, a := range s.attributes {
		if a.InForce(on) {
			held = append(held, listing.Held{Kind: string(a.Kind), Detail: a.Detail, FromOn: a.FromOn})
		}
	}
	g.Judgement = listing.Judge(w.law, on, s.site.RegionCode, []string{s.site.IndustryCode}, g.reasons, held)
	return g
}

const order = listing.ReasonExceedance + listing.ReasonEnergy + listing.ReasonToxic + listing.ReasonPolicy

// known tells whether the law has the reason on that day, and notes it.
func (w *world) known(g *ground, reason string, on calendar.Date) bool {
	if _, ok := w.law.Reason(reason, on); !ok {
		return false
	}
	g.reasons = append(g.reasons, reason)
	return true
}

func (w *world) exceedance(d dice, s *site, g *ground, on calendar.Date) {
	if !w.known(g, listing.ReasonExceedance, on) {
		return
	}
	limit := pick(d, []int{30, 35, 50, 60, 100, 200})
	g.facts["exceed_kind"] = "standard"
	g.facts["exceed_pollutant"] = s.trade.facts.pollutant
	g.facts["exceed_value"] = fmt.Sprintf("%d.%d", limit+limit*d.between(5, 60)/100, d.between(1, 9))
	g.facts["exceed_limit"] = fmt.Sprint(limit)
	g.facts["exceed_unit"] = pick(d, []string{"mg/L", "mg/m³"})
	g.facts["exceed_evidence"] = fmt.Sprintf("演示监督性监测报告〔%d〕第%04d号", on.Year(), d.IntN(10_000))
}

func (w *world) toxic(s *site, g *ground, on calendar.Date) {
	if !w.known(g, listing.ReasonToxic, on) {
		return
	}
	class := "5"
	switch substance := s.trade.facts.toxic; {
	case strings.ContainsAny(substance, "铬铅砷铜汞镉"):
		class = "3"
	case strings.ContainsAny(substance, "氰"):
		class = "2"
	}
	g.facts["toxic_classes"] = "1," + class
	g.facts["toxic_substances"] = s.trade.facts.toxic
	g.facts["toxic_use"] = "生产过程中使用，并有少量排放"
}

func (w *world) energy(d dice, s *site, g *ground, on calendar.Date) {
	if !w.known(g, listing.ReasonEnergy, on) {
		return
	}
	limit := d.between(60, 900)
	g.facts["energy_standard"] = s.trade.facts.limit
	g.facts["energy_product"] = s.trade.product
	g.facts["energy_value"] = fmt.Sprint(limit + d.between(2, 60))
	g.facts["energy_limit"] = fmt.Sprint(limit)
	g.facts["energy_unit"] = "kgce/" + s.trade.unit
}

// fallback lists sites without an attribute for a policy task or, where the trade has one, a toxic substance.
func (w *world) fallback(d dice, s *site, g *ground, on calendar.Date) {
	if s.trade.facts.toxic != "" && d.percent(40) {
		w.toxic(s, g, on)
		return
	}
	if w.known(g, listing.ReasonPolicy, on) {
		g.facts["policy_case"] = s.enterprise.KeyIndustry + "行业清洁生产审核重点工作任务"
		g.facts["policy_document"] = fmt.Sprintf("演示文件〔%d〕%d号", on.Year(), d.between(1, 60))
		return
	}
	w.exceedance(d, s, g, on)
}
