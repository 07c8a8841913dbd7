package level

import (
	"slices"

	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/indexsystem"
	"qingshen/internal/store"
)

// Standing is the level of an audit after it (审核后), as the acceptance takes it over: found by the engine, still owed, or
// not to be found by any index system, so that the other ways of the law stay open (GUIDE 15: own figures of three years).
type Standing struct {
	Rated    bool   `json:"rated" doc:"已由系统按评价指标体系评出"`
	Level    int    `json:"level"`
	Words    string `json:"words" doc:"评出的清洁生产水平，验收意见照此记载"`
	Obstacle string `json:"obstacle" doc:"应当由系统评价而还没有评价的说明"`
	Open     string `json:"open" doc:"没有可用于评级的指标体系，由评审组按其他方式说明的原因"`
	// Waiting are the classes that experts have still to confirm or refuse.
	Waiting []string `json:"waiting,omitempty" doc:"写明整类不涉及、待专家确认的一级指标"`
}

const threeYears = "清洁生产水平按企业近三年主要指标的自身对比、同行业平均水平等方式说明，不是指标体系的评价结果。"

// Standing tells what level the acceptance of an audit takes over. Sets that the department has made itself bind nobody:
// they leave the question open.
func (s *Service) Standing(tx *store.Tx, a *audit.Audit) (Standing, error) {
	r, err := ratingOf(tx, a.ID, After)
	if err != nil {
		return Standing{}, err
	}
	if r != nil {
		x, err := s.library.Find(tx, r.SystemID)
		if err != nil || !x.Own {
			return r.standing(), err
		}
		return Standing{Open: "“" + x.Title() + "”由主管部门自编，评价结果只供参考。" + threeYears}, nil
	}
	choices, misfits, err := s.fitting(tx, a, a.BaseOn())
	if err != nil {
		return Standing{}, err
	}
	k := slices.IndexFunc(choices, func(c indexsystem.Choice) bool { return c.Fits && !c.Newer && !c.Own })
	if k < 0 && len(misfits) > 0 {
		words := ""
		for _, m := range misfits {
			words += m.words()
		}
		return Standing{Open: words + threeYears}, nil
	}
	if k < 0 {
		return Standing{Open: Unrated(a.BaseOn())}, nil
	}
	return Standing{Obstacle: "本行业适用“" + choices[k].Title + "”，审核后的清洁生产水平还没有评价，不能手工填写。请企业或者受托的咨询服务机构先在“清洁生产水平”中填写审核后的指标值，由系统评价；工艺与指标体系的适用范围确实不符的，由市生态环境局在同一页面写明理由，认定不适用。"}, nil
}

// standing is what an acceptance takes over of a rating.
func (r *Rating) standing() Standing {
	done, waiting := confirmed(r.Sheet, r.Opinions), []string{}
	for _, a := range r.Sheet.Absences {
		if !slices.Contains(done, a.Group) {
			waiting = append(waiting, a.Group)
		}
	}
	return Standing{Rated: true, Level: r.Level, Words: r.Words(), Waiting: waiting}
}

// Words are how an opinion writes the level that was reached.
func (r *Rating) Words() string { return "审核后达到的水平，" + r.Summary + "。" }

// Unrated is why an opinion has no level of the engine where no index system covers the industry at the base date.
func Unrated(baseOn calendar.Date) string {
	return "在基准日" + baseOn.Chinese() + "，本行业没有可用于评级的评价指标体系。" + threeYears
}

// lockedFor says why a rating cannot be written now. What was reached may still be entered while the acceptance waits for it.
func lockedFor(tx *store.Tx, a *audit.Audit, phase string, r *Rating) string {
	return a.RatingLocked(tx, phase == After, r == nil)
}
