// Package unit is the units of measurement (计量单位) in which an audit reports: it reads a unit as people write it, knows
// its dimension (量纲), and converts exactly. Units are data (law/codes/units.csv); a compound such as kWh/m² or kgce/t is
// read from its parts. Arithmetic is rational: nothing is rounded before it is shown.
package unit

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"math/big"
	"slices"
	"strings"
)

// Unit is one way to count a dimension: an amount in this unit times Factor is the amount in the base units.
type Unit struct {
	Symbol string
	Dim    Dim
	Factor *big.Rat
}

// Table is the units that the law data names.
type Table struct {
	bySymbol map[string]Unit
	folded   map[string]Unit // by lower case, where only one unit is written so
	lists    map[Dim][]string
}

// file is where the units are kept.
const file = "codes/units.csv"

// Load reads the units of the law data: symbol, aliases, dimension, factor, list, label, source.
func Load(files fs.FS) (*Table, error) {
	in, err := files.Open(file)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	lines, err := csv.NewReader(in).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	t := &Table{bySymbol: map[string]Unit{}, folded: map[string]Unit{}, lists: map[Dim][]string{}}
	clashes := map[string]bool{}
	for i, line := range lines[1:] {
		dim, err := parseDim(line[2])
		if err != nil {
			return nil, fmt.Errorf("%s 第%d行：%w", file, i+2, err)
		}
		factor, ok := new(big.Rat).SetString(line[3])
		if !ok || factor.Sign() <= 0 {
			return nil, fmt.Errorf("%s 第%d行：换算系数“%s”不是正数", file, i+2, line[3])
		}
		u := Unit{Symbol: line[0], Dim: dim, Factor: factor}
		if line[4] == "yes" {
			t.lists[dim] = append(t.lists[dim], u.Symbol)
		}
		for _, name := range append([]string{line[0]}, strings.Split(line[1], ";")...) {
			if name = plain(name); name == "" {
				continue
			}
			if _, twice := t.bySymbol[name]; twice {
				return nil, fmt.Errorf("%s 第%d行：单位“%s”重复", file, i+2, name)
			}
			t.bySymbol[name] = u
			low := strings.ToLower(name)
			if other, ok := t.folded[low]; ok && other.Symbol != u.Symbol {
				clashes[low] = true
			}
			t.folded[low] = u
		}
	}
	for low := range clashes {
		delete(t.folded, low)
	}
	return t, nil
}

// Common gives the units of a dimension that forms offer, in the order of the data.
func (t *Table) Common(d Dim) []string { return slices.Clone(t.lists[d]) }

// Convert gives an amount of one unit in another; an error in words when their dimensions differ.
func Convert(amount *big.Rat, from, to Unit) (*big.Rat, error) {
	if from.Dim != to.Dim {
		return nil, fmt.Errorf("单位“%s”（%s）不能换算为“%s”（%s）", from.Symbol, from.Dim.Label(), to.Symbol, to.Dim.Label())
	}
	out := new(big.Rat).Mul(amount, from.Factor)
	return out.Quo(out, to.Factor), nil
}
