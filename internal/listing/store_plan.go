package listing

import (
	"qingshen/internal/store"
)

// lockOf gives the lock of a level and part of a plan, nil if it was never closed.
func lockOf(tx *store.Tx, planID, level, region string) (*PlanLock, error) {
	l := new(PlanLock)
	err := tx.Everywhere("the locks of a plan that the caller holds").Select(l).
		Where("plan_id = ? AND level = ? AND region_code = ?", planID, level, region).Scan(tx.Context())
	return none(l, err)
}

func locksOf(tx *store.Tx, planID string) ([]PlanLock, error) {
	var out []PlanLock
	err := tx.Everywhere("the locks of a plan that the caller holds").Select(&out).Where("plan_id = ?", planID).OrderExpr("level, region_code").Scan(tx.Context())
	return out, err
}

// submissionsOf gives what was submitted of a plan, the latest first.
func submissionsOf(tx *store.Tx, planID string) ([]Submission, error) {
	var out []Submission
	err := tx.Everywhere("the submissions of a plan that the caller holds").Select(&out).Where("plan_id = ?", planID).OrderExpr("seq DESC").Scan(tx.Context())
	return out, err
}

// submissionsOfYear gives the submissions of all cities for a year, each city's latest first.
func submissionsOfYear(tx *store.Tx, year int) ([]Submission, error) {
	var out []Submission
	err := tx.Everywhere("the province compares the submissions of all cities").Select(&out).Where("year = ?", year).OrderExpr("city_code, seq DESC").Scan(tx.Context())
	return out, err
}
