package statute

import (
	"slices"
	"strings"

	"qingshen/internal/calendar"
)

// Law is the loaded law. It is read-only and safe for concurrent use.
type Law struct {
	version  string
	hash     string
	province string // code prefix of the province layer, "" when only the state layer is loaded
	working  *calendar.Working

	terms        []Term
	instruments  []Instrument
	regimes      []Regime
	deadlines    []Deadline
	reasons      []Reason
	flags        []Flag
	tracks       []Track
	panels       []Panel
	penalties    []Penalty
	blocks       []Block
	stages       []Stage
	materials    []Material
	notices      []Notice
	equivalences []Equivalence
	numbers      []Number
	sectors      []Sector
	unitLists    []UnitListKind
	parameters   []Parameter
	sheets       []Sheet
	candidates   []CandidateRule
	lists        []SubstanceList
	limits       []EnergyLimit
	limitAt      map[string]int
	doubts       []Doubt
}

// Version names the edition of the law files.
func (l *Law) Version() string { return l.version }

// Hash is the SHA-256 of everything that was loaded, overlay included.
func (l *Law) Hash() string { return l.hash }

// Province is the code prefix of the province the law was loaded for: 37.
func (l *Law) Province() string { return l.province }

// Working is the working-day table of the loaded law.
func (l *Law) Working() *calendar.Working { return l.working }

// Pin names the law a case was opened under; the case keeps it.
type Pin struct {
	Version string        `json:"version"`
	Hash    string        `json:"hash"`
	Regime  string        `json:"regime"` // CPL or CODE
	On      calendar.Date `json:"on"`     // look entries up as of this day
}

// Pin fixes the law of that day. Regime is "" on a day before any regime.
func (l *Law) Pin(on calendar.Date) Pin {
	p := Pin{Version: l.version, Hash: l.hash, On: on}
	for _, r := range l.regimes {
		if r.InForce(on, l.province) {
			p.Regime = r.ID
		}
	}
	return p
}

// entered is a pointer to any dated record of the law.
type entered[T any] interface {
	*T
	entry() *Entry
}

// at finds the entry in force on a day at a place; the nearest region wins.
func at[T any, P entered[T]](all []T, id string, on calendar.Date, region string) (T, bool) {
	var best P
	for i := range all {
		p := P(&all[i])
		if e := p.entry(); e.ID == id && e.InForce(on, region) && (best == nil || len(e.Region) > len(best.entry().Region)) {
			best = p
		}
	}
	if best == nil {
		var none T
		return none, false
	}
	return *best, true
}

// inForce lists one entry per id, in the order of the files.
func inForce[T any, P entered[T]](all []T, on calendar.Date, region string) []T {
	out := []T{}
	seen := map[string]bool{}
	for i := range all {
		id := P(&all[i]).entry().ID
		if seen[id] {
			continue
		}
		if v, ok := at[T, P](all, id, on, region); ok {
			seen[id] = true
			out = append(out, v)
		}
	}
	return out
}

// Deadline is the rule of that id in force on a day in a region.
func (l *Law) Deadline(id string, on calendar.Date, region string) (Deadline, bool) {
	return at(l.deadlines, id, on, region)
}

// Deadlines are all rules in force on a day in a region.
func (l *Law) Deadlines(on calendar.Date, region string) []Deadline {
	return inForce(l.deadlines, on, region)
}

// HasDeadline says whether any entry of that id exists at all.
func (l *Law) HasDeadline(id string) bool {
	return slices.ContainsFunc(l.deadlines, func(d Deadline) bool { return d.ID == id })
}

// FirstWarning is how many days before its end the earliest warning of any rule of any region is given.
func (l *Law) FirstWarning() int {
	first := 0
	for _, d := range l.deadlines {
		first = max(first, slices.Max(append([]int{0}, d.Warn...)))
	}
	return first
}

// Reasons are the reasons for listing that exist on that day in the province.
func (l *Law) Reasons(on calendar.Date) []Reason { return inForce(l.reasons, on, l.province) }

// Reason is one reason for listing as of that day.
func (l *Law) Reason(id string, on calendar.Date) (Reason, bool) {
	return at(l.reasons, id, on, l.province)
}

// ReasonIDs are all reasons the law files know, of any time.
func (l *Law) ReasonIDs() []string {
	ids := []string{}
	for _, r := range l.reasons {
		if !slices.Contains(ids, r.ID) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// Basis is the legal basis of a reason on a day, with the further grounds that were found to hold.
func (l *Law) Basis(reason string, on calendar.Date, grounds ...string) []Cite {
	r, ok := l.Reason(reason, on)
	if !ok {
		return nil
	}
	cites := slices.Clone(r.Cites)
	for _, g := range r.Grounds {
		if slices.Contains(grounds, g.ID) && on.Within(g.From, g.Until) {
			cites = append(cites, g.Cites...)
		}
	}
	return cites
}

// Grounds are the further bases of a reason that hold for an enterprise of that region and these industry codes.
func (l *Law) Grounds(reason string, on calendar.Date, region string, industries ...string) []Ground {
	out := []Ground{}
	r, _ := l.Reason(reason, on)
	for _, g := range r.Grounds {
		inRegion := len(g.Regions) == 0 || hasPrefixOf(g.Regions, region)
		inIndustry := len(g.Industries) == 0 || slices.ContainsFunc(industries, func(code string) bool { return hasPrefixOf(g.Industries, code) })
		if on.Within(g.From, g.Until) && inRegion && inIndustry {
			out = append(out, g)
		}
	}
	return out
}

func hasPrefixOf(prefixes []string, code string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(code, p) })
}

// Flags are the features that force the strict track.
func (l *Law) Flags(on calendar.Date) []Flag { return inForce(l.flags, on, l.province) }

// Tracks are the ways of handling.
func (l *Law) Tracks(on calendar.Date) []Track { return inForce(l.tracks, on, l.province) }

// Track is one way of handling: strict or simplified.
func (l *Law) Track(id string, on calendar.Date) (Track, bool) {
	return at(l.tracks, id, on, l.province)
}

// TrackIn is a way of handling as a region tries it: a city may run a pilot of its own (N12 二(一)).
func (l *Law) TrackIn(id string, on calendar.Date, region string) (Track, bool) {
	return at(l.tracks, id, on, region)
}

// Panel is the rule of the panel for evaluation or acceptance.
func (l *Law) Panel(kind string, on calendar.Date, region string) (Panel, bool) {
	return at(l.panels, kind, on, region)
}

// Disclosure is the disclosure form for these reasons: the common block and the union of the specific ones (CPM 11).
func (l *Law) Disclosure(on calendar.Date, reasons []string) []Block {
	return slices.DeleteFunc(inForce(l.blocks, on, l.province), func(b Block) bool {
		return len(b.Reasons) > 0 && !slices.ContainsFunc(b.Reasons, func(r string) bool { return slices.Contains(reasons, r) })
	})
}

// Stages are the seven stages in order.
func (l *Law) Stages(on calendar.Date) []Stage { return inForce(l.stages, on, l.province) }

// Materials are what an application for evaluation or acceptance must carry, or the evidence of capability of a mode.
func (l *Law) Materials(purpose, mode string, on calendar.Date) []Material {
	return slices.DeleteFunc(inForce(l.materials, on, l.province), func(m Material) bool {
		return m.For != purpose || (len(m.Modes) > 0 && !slices.Contains(m.Modes, mode))
	})
}

// Notice is the set of facts for a statutory letter.
func (l *Law) Notice(id string, on calendar.Date) (Notice, bool) {
	return at(l.notices, id, on, l.province)
}

// Equivalences are the legal ways in which an audit counts as done.
func (l *Law) Equivalences(on calendar.Date) []Equivalence {
	return inForce(l.equivalences, on, l.province)
}

// Parameter is a number of the law, for example the share of rounds to verify.
func (l *Law) Parameter(id string, on calendar.Date, region string) (Parameter, bool) {
	return at(l.parameters, id, on, region)
}

// Instruments are all registered legal texts.
func (l *Law) Instruments() []Instrument { return slices.Clone(l.instruments) }

// Instrument is a legal text by its short name.
func (l *Law) Instrument(short string) (Instrument, bool) {
	for _, in := range l.instruments {
		if in.ID == short {
			return in, true
		}
	}
	return Instrument{}, false
}

// Terms are the words of one kind: event, party, department, field.
func (l *Law) Terms(kind string) []Term {
	return slices.DeleteFunc(slices.Clone(l.terms), func(t Term) bool { return t.Kind != kind })
}

// Word is the Chinese word of a term, or the id when it is not registered (the load check prevents that).
func (l *Law) Word(kind, id string) string {
	for _, t := range l.terms {
		if t.Kind == kind && t.ID == id {
			return t.Title
		}
	}
	return id
}

// Doubts are the open questions to the department.
func (l *Law) Doubts() []Doubt { return slices.Clone(l.doubts) }
