package candidate

import (
	"fmt"
	"slices"
	"strings"

	"qingshen/internal/statute"
)

// ground: a further basis of a reason holds for the place and the industry of the site, such as the Yellow River basin.
func ground(f *Finder, r *rule, s *Site, v *Verdict) {
	reason, ok := f.law.Reason(r.Reason, f.on)
	if !ok {
		return
	}
	for _, g := range reason.Grounds {
		if g.ID != r.Ground || !f.on.Within(g.From, g.Until) {
			continue
		}
		here := slices.ContainsFunc(g.Regions, func(p string) bool { return strings.HasPrefix(s.Region, p) })
		at := slices.IndexFunc(s.Industries, func(code string) bool {
			return slices.ContainsFunc(g.Industries, func(p string) bool { return strings.HasPrefix(code, p) })
		})
		switch {
		case here && at >= 0:
			found := f.finding(r, fmt.Sprintf("厂区在%s，行业为%s，地区和行业都在“%s”的范围之内。", s.RegionLabel, f.ref.IndustryLabel(s.Industries[at]), g.Title))
			found.on = g.From
			found.Facts = map[string]string{"policy_case": g.Title + "：" + f.ref.IndustryLabel(s.Industries[at]), "policy_document": statute.Words(g.Cites)}
			v.Hits = append(v.Hits, found)
		case here && len(s.Industries) > 0:
			near := f.finding(r, "厂区在"+s.RegionLabel+"，在“"+g.Title+"”的地区范围之内。")
			near.Why = "行业" + f.ref.IndustryLabel(s.Industries[0]) + "不在行业范围之内（" + r.Text + "）。"
			v.Near = append(v.Near, near)
		case at >= 0:
			near := f.finding(r, "行业为"+f.ref.IndustryLabel(s.Industries[at])+"，在“"+g.Title+"”的行业范围之内。")
			near.Why = s.RegionLabel + "不在地区范围之内（" + r.Text + "）。"
			v.Near = append(v.Near, near)
		}
	}
}

// industry: the site belongs to one of the 13 key industries of N12 一(一), by its code or, where the code only says that the
// step may be there, by the enterprise's own answer.
func industry(f *Finder, r *rule, s *Site, v *Verdict) {
	if len(s.Industries) == 0 {
		near := f.finding(r, "没有登记行业。")
		near.Why = "没有行业代码，不能判定是否属于重点行业，请先在企业信息中补充。"
		v.Near = append(v.Near, near)
		return
	}
	var possible []string
	for _, code := range s.Industries {
		for _, key := range f.ref.KeyIndustries(code) {
			if key.Match == "process" && (s.KeyProcess != "yes" || s.KeyIndustry != key.Name) {
				possible = append(possible, key.Name)
				continue
			}
			found := f.finding(r, fmt.Sprintf("行业为%s，属于“%s”。", f.ref.IndustryLabel(code), key.Name))
			switch key.Match {
			case "process":
				found.Fact = fmt.Sprintf("行业为%s，企业确认有“%s”工序。", f.ref.IndustryLabel(code), key.Name)
			case "extended":
				found.Caution = "行业代码与“" + key.Name + "”相邻，是否属于由主管部门确认。"
			}
			found.on = r.From
			found.Facts = map[string]string{"policy_case": key.Name + "行业", "policy_document": r.cite}
			v.Hits = append(v.Hits, found)
			return
		}
	}
	near := f.finding(r, "行业为"+f.ref.IndustryLabel(s.Industries[0])+"。")
	near.Why = "不属于十三个重点行业。"
	if len(possible) > 0 {
		answer := map[string]string{"no": "没有", "unknown": "不清楚", "": "没有回答"}[s.KeyProcess]
		near.Why = "该行业可能有" + strings.Join(slices.Compact(possible), "、") + "工序，企业的回答是“" + answer + "”。"
		if s.KeyProcess != "no" {
			near.Why += "请核实后在企业信息中改正。"
		}
	}
	v.Near = append(v.Near, near)
}

// converted: what a site makes decides whether it belongs on the list; after a conversion nobody has said so yet.
func converted(f *Finder, r *rule, s *Site, v *Verdict) {
	if s.ConvertedFrom == "" || s.ConvertedOn > f.on {
		return
	}
	now := "未登记的行业"
	if len(s.Industries) > 0 {
		now = f.ref.IndustryLabel(s.Industries[0])
	}
	found := f.finding(r, fmt.Sprintf("自%s起由“%s”转产为“%s”，列入原因和分类管理尚未复核。", s.ConvertedOn.Chinese(), f.ref.IndustryLabel(s.ConvertedFrom), now))
	found.Caution = "由市生态环境局在变更事项中登记复核结果；复核以后本条不再命中。"
	found.on = s.ConvertedOn
	v.Hits = append(v.Hits, found)
}
