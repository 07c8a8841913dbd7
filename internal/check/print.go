package check

import (
	"encoding/binary"
	"slices"

	"qingshen/internal/dossier"
)

// Print is the fingerprint of a dossier (相似度指纹): a sample of the runs of characters of its passages, and all its rows
// of results. Two dossiers that share a passage share part of their prints.
type Print []uint64

// sampled is of how many runs of characters one is kept: a copied passage of sixty characters still leaves a trace.
const sampled = 12

// PrintOf gives the fingerprint of a dossier, in ascending order; the tables are those whose results the rules compare.
func (s *Set) PrintOf(b *dossier.Book) Print {
	seen := map[uint64]bool{}
	for _, p := range Passages(b) {
		for run := range shingles(p.Text) {
			if run%sampled == 0 {
				seen[run] = true
			}
		}
	}
	for _, r := range s.Rules {
		if _, is := r.kind.(overlap); !is {
			continue
		}
		for _, table := range r.With.Of {
			for _, l := range b.Lines(table) {
				if key := results(l); key != "" {
					seen[numberOf(key)] = true
				}
			}
		}
	}
	out := make(Print, 0, len(seen))
	for run := range seen {
		out = append(out, run)
	}
	slices.Sort(out)
	return out
}

// Bytes gives a fingerprint for the database, eight bytes a run.
func (p Print) Bytes() []byte {
	out := make([]byte, 0, 8*len(p))
	for _, run := range p {
		out = binary.BigEndian.AppendUint64(out, run)
	}
	return out
}

// Shelf is the search for the reports that are most like one (相似报告检索): every other print is passed over it once, so that
// the memory does not grow with their number.
type Shelf struct {
	own   map[uint64]int // position of each run of the own print
	users [][]string     // by position: up to enoughAgencies agencies that use the run
	marks []shelved
}

// shelved is one other report with the positions that it shares.
type shelved struct {
	id, agency string
	shared     []int
}

// NewShelf begins a search for what is like a print.
func NewShelf(own Print) *Shelf {
	s := &Shelf{own: make(map[uint64]int, len(own)), users: make([][]string, len(own))}
	for i, run := range own {
		s.own[run] = i
	}
	return s
}

// Pass holds one other print against the own; raw is as Print.Bytes gave it.
func (s *Shelf) Pass(id, agency string, raw []byte) {
	var shared []int
	for ; len(raw) >= 8; raw = raw[8:] {
		at, is := s.own[binary.BigEndian.Uint64(raw)]
		if !is {
			continue
		}
		shared = append(shared, at)
		if u := s.users[at]; len(u) < enoughAgencies && !slices.Contains(u, agency) {
			s.users[at] = append(u, agency)
		}
	}
	if len(shared) > 0 {
		s.marks = append(s.marks, shelved{id, agency, shared})
	}
}

// Nearest gives the reports worth comparing word by word: those that share most of what is not boiler-plate, and beside
// them some of other agencies, by which boiler-plate is known.
func (s *Shelf) Nearest(most, beside int) []string {
	type ranked struct {
		shelved
		rare int
	}
	all := make([]ranked, len(s.marks))
	for i, m := range s.marks {
		all[i] = ranked{m, 0}
		for _, at := range m.shared {
			if len(s.users[at]) < enoughAgencies {
				all[i].rare++
			}
		}
	}
	out := []string{}
	slices.SortStableFunc(all, func(a, b ranked) int { return b.rare - a.rare })
	for _, r := range all {
		if r.rare > 0 && len(out) < most {
			out = append(out, r.id)
		}
	}
	slices.SortStableFunc(all, func(a, b ranked) int { return len(b.shared) - len(a.shared) })
	seen := map[string]bool{}
	for _, r := range all {
		if beside > 0 && !seen[r.agency] && !slices.Contains(out, r.id) {
			seen[r.agency] = true
			out = append(out, r.id)
			beside--
		}
	}
	return out
}
