package appraisal

import (
	"slices"
	"strings"

	"qingshen/internal/audit"
	"qingshen/internal/fault"
	"qingshen/internal/level"
	"qingshen/internal/statute"
	"qingshen/internal/store"
)

// computedLevel is how the opinion says where its level comes from.
const computedLevel = "由系统按评价指标体系评出，计算过程见清洁生产水平计算书。"

func (s *Service) standing(tx *store.Tx, round *audit.Audit) (level.Standing, error) {
	if s.Levels == nil {
		return level.Standing{Open: "没有可用于评级的评价指标体系。"}, nil
	}
	return s.Levels(tx, round)
}

// takeLevel lets the opinion of an acceptance take its level from the engine. A level that is written by hand is refused
// where the engine has found one or owes one; where no index system can rate, the panel's words stand, with the reason.
func (s *Service) takeLevel(tx *store.Tx, a *Appraisal, o *Opinion) (fault.List, error) {
	o.LevelBasis, o.LevelRated = "", false
	var faults fault.List
	if a.Kind != KindAcceptance {
		return nil, nil
	}
	round, err := s.audits.Find(tx, a.AuditID)
	if err != nil {
		return nil, err
	}
	standing, err := s.standing(tx, round)
	if err != nil {
		return nil, err
	}
	switch written := strings.TrimSpace(o.Level); {
	case standing.Obstacle != "":
		faults.Add("opinion.level", standing.Obstacle)
	case standing.Open != "":
		o.LevelBasis = standing.Open
	case written != "" && written != standing.Words:
		faults.Add("opinion.level", "清洁生产水平由系统按评价指标体系得出，不能手工填写。本案："+standing.Words+"请去掉填写的内容；认为评价有误的，请企业更正指标值。")
	default:
		o.Rated(standing.Words)
	}
	return faults, nil
}

// Rated writes the level that the engine has found into the opinion.
func (o *Opinion) Rated(words string) {
	o.Level, o.LevelBasis, o.LevelRated = words, computedLevel, true
}

// found decides the veto items that follow from the level: before the conclusion by the rating, afterwards by what was
// concluded, which no later rating changes.
func (s *Service) found(tx *store.Tx, a *Appraisal, sheet statute.Sheet) (map[string]bool, error) {
	if a.Kind != KindAcceptance || a.concluded() && !a.Opinion.LevelRated {
		return nil, nil
	}
	below := func(v statute.Veto) bool { return slices.Contains(a.Vetoes, v.Title) }
	if !a.concluded() {
		round, err := s.audits.Find(tx, a.AuditID)
		if err != nil {
			return nil, err
		}
		standing, err := s.standing(tx, round)
		if err != nil || !standing.Rated {
			return nil, err
		}
		below = func(statute.Veto) bool { return standing.Level == 0 }
	}
	out := map[string]bool{}
	for _, v := range sheet.Vetoes {
		if v.Follows == "level" {
			out[v.ID] = below(v)
		}
	}
	return out, nil
}
