package check

import (
	"cmp"
	"math/big"
	"slices"
	"unicode"

	"qingshen/internal/dossier"
)

// Stretch is a piece of a text that does or does not stand in the other (相同或者不同的一段).
type Stretch struct {
	Text string `json:"text"`
	Same bool   `json:"same"`
}

// Match is a passage beside the one of another dossier with which it shares most (左右对照).
type Match struct {
	Place   dossier.Place `json:"place"`
	Other   dossier.Place `json:"other"`
	Percent string        `json:"percent" doc:"本段文字中相同的比例，%"`
	Mine    []Stretch     `json:"mine" nullable:"false"`
	Theirs  []Stretch     `json:"theirs" nullable:"false"`
	share   *big.Rat
}

// Alike sets the passages of a dossier beside those of another, the most alike first.
func Alike(mine, theirs *dossier.Book) []Match {
	others := Passages(theirs)
	runs := make([]map[uint64]bool, len(others))
	for i, o := range others {
		runs[i] = shingles(o.Text)
	}
	out := []Match{}
	for _, p := range Passages(mine) {
		own := shingles(p.Text)
		best, most := -1, 0
		for i := range others {
			shared := 0
			for s := range own {
				if runs[i][s] {
					shared++
				}
			}
			if shared > most {
				best, most = i, shared
			}
		}
		if best < 0 {
			continue
		}
		share := big.NewRat(int64(most), int64(len(own)))
		out = append(out, Match{Place: p.Place, Other: others[best].Place, Percent: dossier.Plain(new(big.Rat).Mul(share, big.NewRat(100, 1)), 0),
			Mine: stretches(p.Text, runs[best]), Theirs: stretches(others[best].Text, own), share: share})
	}
	slices.SortStableFunc(out, func(a, b Match) int { return cmp.Or(b.share.Cmp(a.share), cmp.Compare(a.Place.Path, b.Place.Path)) })
	return out
}

// stretches cuts a text where what stands in the other begins and ends; spaces and punctuation go with what is before them.
func stretches(text string, other map[uint64]bool) []Stretch {
	runes := []rune(text)
	at := []int{} // position in runes of each letter, and of the end
	for i, r := range runes {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			at = append(at, i)
		}
	}
	at = append(at, len(runes))
	plain := letters(text)
	same := make([]bool, len(runes))
	for i := 0; i+shingle <= len(plain); i++ {
		if other[numberOf(string(plain[i:i+shingle]))] {
			for k := at[i]; k < at[i+shingle]; k++ {
				same[k] = true
			}
		}
	}
	out := []Stretch{}
	for from := 0; from < len(runes); {
		until := from + 1
		for until < len(runes) && same[until] == same[from] {
			until++
		}
		out = append(out, Stretch{string(runes[from:until]), same[from]})
		from = until
	}
	return out
}

// Nearness gives how many per cent of all passages of a dossier stand in that one of the others which has most of them,
// boiler-plate left out.
func Nearness(b *dossier.Book, others []*dossier.Dossier) int {
	text := ""
	for _, p := range Passages(b) {
		text += p.Text
	}
	best, share := newNeighbours(b.Form, others).nearest(text)
	if best < 0 {
		return 0
	}
	percent := new(big.Int).Mul(share.Num(), big.NewInt(100))
	return int(percent.Quo(percent, share.Denom()).Int64())
}
