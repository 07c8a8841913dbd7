package statute

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"

	"qingshen/internal/calendar"
)

// Sheet is a score sheet (评分表) with its tiers or pass mark. An appraisal pins ID and Hash.
type Sheet struct {
	Entry  `yaml:",inline"`
	Kind   string           `yaml:"kind" json:"kind"` // evaluation | acceptance
	File   string           `yaml:"file" json:"file"`
	Total  decimal.Decimal  `yaml:"total" json:"total"`
	Tiers  []Tier           `yaml:"tiers" json:"tiers"`
	Pass   *decimal.Decimal `yaml:"pass" json:"pass"` // acceptance: composite mark from which it passes
	Veto   string           `yaml:"veto" json:"veto"` // majority | any: whose word makes a veto hold
	Parts  []Part           `yaml:"-" json:"parts"`
	Vetoes []Veto           `yaml:"-" json:"vetoes"`
	Hash   string           `yaml:"-" json:"hash"`
}

// Tier is one band of an evaluation. Tiers are read from the lowest; the first that takes the mean decides.
type Tier struct {
	Outcome string           `yaml:"outcome" json:"outcome"` // redo | supplement | proceed
	Title   string           `yaml:"title" json:"title"`
	Below   *decimal.Decimal `yaml:"below" json:"below,omitempty"` // takes means under this
	UpTo    *decimal.Decimal `yaml:"up-to" json:"up_to,omitempty"` // takes means up to and including this
}

// Takes says whether the exact mean, given as the sum of n totals, falls into the tier, the lower tiers having been tried.
func (t Tier) Takes(sum decimal.Decimal, n int) bool {
	count := decimal.NewFromInt(int64(n))
	return (t.Below == nil || sum.LessThan(t.Below.Mul(count))) && (t.UpTo == nil || sum.LessThanOrEqual(t.UpTo.Mul(count)))
}

// Words says the upper bound of the tier in Chinese, "" for the last one.
func (t Tier) Words() string {
	switch {
	case t.Below != nil:
		return "低于" + t.Below.String() + "分"
	case t.UpTo != nil:
		return "不高于" + t.UpTo.String() + "分"
	}
	return ""
}

// Above says in Chinese what a mean is that the tier did not take.
func (t Tier) Above() string {
	switch {
	case t.Below != nil:
		return "不低于" + t.Below.String() + "分"
	case t.UpTo != nil:
		return "高于" + t.UpTo.String() + "分"
	}
	return ""
}

// Part is a section of the sheet.
type Part struct {
	ID    string `yaml:"id" json:"id"`
	Title string `yaml:"title" json:"title"`
	Items []Item `yaml:"items" json:"items"`
}

// Points is the most a part can bring.
func (p Part) Points() decimal.Decimal {
	sum := decimal.Zero
	for _, i := range p.Items {
		sum = sum.Add(i.Points)
	}
	return sum
}

// Item is one line to be marked from 0 to Points.
type Item struct {
	ID          string          `yaml:"id" json:"id"`
	Title       string          `yaml:"title" json:"title"`
	Requirement string          `yaml:"requirement" json:"requirement"`
	Points      decimal.Decimal `yaml:"points" json:"points"`
}

// Veto is an item that decides alone (否决项).
type Veto struct {
	ID          string `yaml:"id" json:"id"`
	Title       string `yaml:"title" json:"title"`
	Requirement string `yaml:"requirement" json:"requirement"`
	// Follows names what decides the item where it is known: "level", the level that the engine has found.
	Follows string `yaml:"follows" json:"follows,omitempty" doc:"由什么得出：level 清洁生产水平评价结果"`
}

// Sheet is a score sheet by its id, of any time.
func (l *Law) Sheet(id string) (Sheet, bool) {
	for _, s := range l.sheets {
		if s.ID == id {
			return s, true
		}
	}
	return Sheet{}, false
}

// SheetFor is the sheet of a kind (evaluation, acceptance) in force on a day in a region.
func (l *Law) SheetFor(kind string, on calendar.Date, region string) (Sheet, bool) {
	best, found := Sheet{}, false
	for _, s := range l.sheets {
		if s.Kind != kind || !s.InForce(on, region) {
			continue
		}
		if !found || len(s.Region) > len(best.Region) || (len(s.Region) == len(best.Region) && s.From > best.From) {
			best, found = s, true
		}
	}
	return best, found
}

// Item finds an item of the sheet.
func (s Sheet) Item(id string) (Item, bool) {
	for _, p := range s.Parts {
		for _, i := range p.Items {
			if i.ID == id {
				return i, true
			}
		}
	}
	return Item{}, false
}

// seal computes the hash over what decides, so that a comment in the file does not change it.
func (s *Sheet) seal() error {
	s.Hash = ""
	text, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("评分表“%s”无法计算摘要：%w", s.ID, err)
	}
	sum := sha256.Sum256(text)
	s.Hash = hex.EncodeToString(sum[:])
	return nil
}
