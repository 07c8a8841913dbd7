package enterprise

import (
	"context"

	"qingshen/internal/reference"
	"qingshen/internal/store"
)

// perFollow is how many records go over to a new division together.
const perFollow = 200

// FollowDivisions lets the register follow a re-organisation of divisions (区划调整) from its day on: enterprises and sites
// bear the code of the division in which they now lie. Cases keep theirs; the past keeps what it was. It may be run any day
// again.
func (s *Service) FollowDivisions(ctx context.Context) error {
	for _, c := range s.codes.ref.Ended() {
		to, ok := s.codes.ref.Successor(c.OldCode)
		if !ok || to == c.OldCode || !s.codes.county(to) {
			continue
		}
		note := c.From.Chinese() + "起" + c.Change + "，" + c.OldName + "（" + c.OldCode + "）的登记改用" + s.codes.regionLabel(to) + "（" + to + "）。"
		for _, follow := range []func(*store.Tx, reference.Change, string, string) (int, error){s.sitesToDivision, s.enterprisesToDivision} {
			for n := perFollow; n == perFollow; {
				var err error
				n, err = store.In(ctx, s.db, func(tx *store.Tx) (int, error) { return follow(tx, c, to, note) })
				if err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (s *Service) sitesToDivision(tx *store.Tx, c reference.Change, to, note string) (int, error) {
	rows, err := sitesIn(tx, c.OldCode, perFollow)
	for _, site := range rows {
		site.RegionCode, site.CityCode = to, store.CityOf(to)
		if err := tx.SaveNoted("site.reorganise", note, site); err != nil {
			return 0, err
		}
		if err := s.attributesFollow(tx, site); err != nil {
			return 0, err
		}
	}
	return len(rows), err
}

func (s *Service) enterprisesToDivision(tx *store.Tx, c reference.Change, to, note string) (int, error) {
	rows, err := enterprisesIn(tx, c.OldCode, perFollow)
	for _, e := range rows {
		e.RegionCode, e.CityCode = to, store.CityOf(to)
		if err := tx.SaveNoted("enterprise.reorganise", note, e); err != nil {
			return 0, err
		}
		if err := s.refile(tx, e); err != nil {
			return 0, err
		}
	}
	return len(rows), err
}
