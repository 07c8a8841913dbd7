package petition

import (
	"context"
	"maps"
	"slices"

	"qingshen/internal/calendar"
	"qingshen/internal/store"
)

// StatisticsQuery is what the statistics of petitions may be asked.
type StatisticsQuery struct {
	Year   int    `query:"year" doc:"名单年度，不填为全部年度"`
	Region string `query:"region" maxLength:"6" doc:"行政区划代码"`
}

// PetitionStatistics count the petitions by ground and by city (申请理由统计).
type PetitionStatistics struct {
	Year     int            `json:"year"`
	On       calendar.Date  `json:"on" doc:"统计日期"`
	Total    int            `json:"total" doc:"提交的申请"`
	ByGround []PetitionLine `json:"by_ground" nullable:"false" doc:"按类别和理由"`
	ByCity   []PetitionLine `json:"by_city" nullable:"false" doc:"按设区的市"`
}

// PetitionLine is one line of the statistics.
type PetitionLine struct {
	Key      string `json:"key" doc:"理由类别或者行政区划代码"`
	Kind     string `json:"kind" doc:"申请类别（按理由的统计）"`
	Name     string `json:"name" doc:"名称"`
	Filed    int    `json:"filed" doc:"提交"`
	Waiting  int    `json:"waiting" doc:"待决定和复核中"`
	Granted  int    `json:"granted" doc:"准予，含复核准予"`
	Refused  int    `json:"refused" doc:"未准予，含复核维持"`
	Appealed int    `json:"appealed" doc:"申请过复核"`
}

func (l *PetitionLine) add(state string, n int) {
	l.Filed += n
	switch state {
	case Submitted, Appealed:
		l.Waiting += n
	case Granted, AppealGranted:
		l.Granted += n
	case Refused, Upheld:
		l.Refused += n
	}
	if state == Appealed || state == AppealGranted || state == Upheld {
		l.Appealed += n
	}
}

// Statistics counts the petitions in the actor's place.
func (s *Service) Statistics(ctx context.Context, in StatisticsQuery) (*PetitionStatistics, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*PetitionStatistics, error) {
		rows, err := tallied(tx, in)
		if err != nil {
			return nil, err
		}
		out := &PetitionStatistics{Year: in.Year, On: tx.Today(), ByGround: []PetitionLine{}, ByCity: []PetitionLine{}}
		byGround, byCity := map[string]*PetitionLine{}, map[string]*PetitionLine{}
		for _, r := range rows {
			out.Total += r.N
			if byCity[r.CityCode] == nil {
				byCity[r.CityCode] = &PetitionLine{Key: r.CityCode, Name: s.regions.Name(r.CityCode)}
			}
			if byGround[r.Ground] == nil {
				byGround[r.Ground] = &PetitionLine{Key: r.Ground, Kind: r.Kind, Name: Labels["petition.ground"][r.Ground]}
			}
			byCity[r.CityCode].add(r.State, r.N)
			byGround[r.Ground].add(r.State, r.N)
		}
		for _, kind := range []string{Removal, Postponement} {
			for _, ground := range grounds[kind] {
				if line := byGround[ground]; line != nil {
					out.ByGround = append(out.ByGround, *line)
				}
			}
		}
		for _, code := range slices.Sorted(maps.Keys(byCity)) {
			out.ByCity = append(out.ByCity, *byCity[code])
		}
		return out, nil
	})
}
