package duplicate

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strings"
	"unicode/utf8"

	"qingshen/internal/enterprise"
)

// likeness is one way in which two registrations can resemble each other: keys gives what both must share. A key that many
// share says nothing (an office building, a bookkeeper's telephone), so crowds are passed over.
type likeness struct {
	id, label string
	points    int
	crowd     int
	keys      func(*subject) []string
	detail    func(a, b *subject, key string) string
}

// enough is the score from which a pair is proposed: one strong sign, or two weaker ones.
const enough = 60

// likenesses are all signs, the strongest first.
var likenesses = []likeness{
	{"permit", "排污许可证编号相同", 80, 4, permits, quoted},
	{"permit-code", "一方的排污许可证编号以另一方的信用代码开头", 70, 4, permitCodes, quoted},
	{"body", "统一社会信用代码中的组织机构代码（第9至17位）相同", 60, 4, bodies, quoted},
	{"name", "同一市内名称相同（不计括号、全角半角、“有限公司”等字样）", 60, 8, namesInCity, quotedNames},
	{"name-wide", "两市的企业名称相同（不计括号、全角半角、“有限公司”等字样）", 50, 8, names, quotedNames},
	{"former", "一方的曾用名与另一方的名称相同", 50, 8, formerNames, quotedNames},
	{"slip", "统一社会信用代码只差一位", 45, 4, slippedCodes, bothCodes},
	{"near", "同一县（市、区）内，名称只差一个字", 30, 6, nearNames, quotedNames},
	{"address", "地址相同", 30, 4, addresses, beyond(6)},
	{"position", "厂区坐标相同（约50米以内）", 25, 4, positions, quoted},
	{"phone", "联系电话相同", 25, 4, phones, quoted},
	{"person", "法定代表人相同", 10, 6, people, beyond(4)},
}

// subject is a registration as the search compares it.
type subject struct {
	id, name, code, region string
	core                   string // of the name
	at                     *enterprise.Registered
}

func subjectOf(r enterprise.Registered) *subject {
	return &subject{id: r.ID, name: r.Name, code: r.CreditCode, region: r.RegionCode, core: core(r.Name), at: &r}
}

func permits(s *subject) []string {
	var out []string
	for _, site := range s.at.Sites {
		if site.PermitNo != "" && !slices.Contains(out, site.PermitNo) {
			out = append(out, site.PermitNo)
		}
	}
	return out
}

// permitCodes are the credit code itself and the codes with which the permits begin: the permit of one is the code of the
// other. Both sides give both, so a pair meets once.
func permitCodes(s *subject) []string {
	out := []string{s.code}
	for _, p := range permits(s) {
		if len(p) == 22 && !strings.HasPrefix(p, "H9") && !slices.Contains(out, p[:18]) {
			out = append(out, p[:18])
		}
	}
	return out
}

func bodies(s *subject) []string {
	if len(s.code) != 18 {
		return nil
	}
	return []string{s.code[8:17]}
}

// slippedCodes are the code with each place left out and named: two codes that differ in one place share the one without it.
// The last character follows from the others, so it does not count as a second slip.
func slippedCodes(s *subject) []string {
	if len(s.code) != 18 {
		return nil
	}
	out := make([]string, 0, 17)
	for i := range 17 {
		out = append(out, string(rune('a'+i))+s.code[:i]+s.code[i+1:17])
	}
	return out
}

func names(s *subject) []string {
	if utf8.RuneCountInString(s.core) >= 4 {
		return []string{s.core}
	}
	return nil
}

func namesInCity(s *subject) []string {
	var out []string
	for _, name := range names(s) {
		out = append(out, s.region[:4]+name)
	}
	return out
}

func formerNames(s *subject) []string {
	out := names(s)
	for _, f := range s.at.Former {
		if c := core(f.Name); len([]rune(c)) >= 4 && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

func nearNames(s *subject) []string {
	c := []rune(s.core)
	if len(c) < 5 {
		return nil
	}
	out := make([]string, 0, len(c)+1)
	out = append(out, s.region+string(c))
	for i := range c {
		if key := s.region + string(c[:i]) + string(c[i+1:]); !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	return out
}

func addresses(s *subject) []string {
	var out []string
	add := func(region, address string) {
		if st := street(address); st != "" && !slices.Contains(out, region+st) {
			out = append(out, region+st)
		}
	}
	add(s.region, s.at.Address)
	for _, site := range s.at.Sites {
		add(site.RegionCode, site.Address)
	}
	return out
}

// positions are the squares of about 50 metres in which the sites lie.
func positions(s *subject) []string {
	var out []string
	for _, site := range s.at.Sites {
		x, y := square(site.Longitude), square(site.Latitude)
		if x != "" && y != "" {
			out = append(out, x+"，"+y)
		}
	}
	return out
}

// square cuts a coordinate to three places of decimals and a half: 118.0007 lies in 118.0005.
func square(text string) string {
	whole, part, ok := strings.Cut(text, ".")
	if !ok || len(part) < 4 {
		return ""
	}
	half := "0"
	if part[3] >= '5' {
		half = "5"
	}
	return whole + "." + part[:3] + half
}

func phones(s *subject) []string { return nonEmpty(digits(s.at.ContactPhone)) }

func people(s *subject) []string {
	if name := narrowed(s.at.LegalRepresentative); len([]rune(name)) >= 2 {
		return []string{s.region[:4] + name}
	}
	return nil
}

func nonEmpty(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

func quoted(_, _ *subject, key string) string { return "“" + key + "”" }

// beyond leaves out the division that a key begins with, in so many digits.
func beyond(n int) func(a, b *subject, key string) string {
	return func(a, b *subject, key string) string { return quoted(a, b, key[n:]) }
}

func quotedNames(a, b *subject, _ string) string {
	return "“" + a.name + "”与“" + b.name + "”"
}

func bothCodes(a, b *subject, _ string) string { return a.code + "与" + b.code }

// keyed is a hashed key of one subject; sorted, those that share a key stand beside each other. Hashes keep a million
// registrations in little memory; what they bring together is compared in words before it counts.
type keyed struct {
	hash uint64
	at   int32
}

// candidates gives the pairs that share a key of this likeness.
func (l likeness) candidates(all []*subject) [][2]int32 {
	keys := make([]keyed, 0, len(all))
	h := fnv.New64a()
	for i, s := range all {
		for _, key := range l.keys(s) {
			h.Reset()
			h.Write([]byte(key))
			keys = append(keys, keyed{h.Sum64(), int32(i)})
		}
	}
	slices.SortFunc(keys, func(a, b keyed) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.at, b.at))
	})
	var out [][2]int32
	for from := 0; from < len(keys); {
		until := from + 1
		for until < len(keys) && keys[until].hash == keys[from].hash {
			until++
		}
		if n := until - from; n > 1 && n <= l.crowd {
			for i := from; i < until; i++ {
				for j := i + 1; j < until; j++ {
					if keys[i].at != keys[j].at {
						out = append(out, [2]int32{keys[i].at, keys[j].at})
					}
				}
			}
		}
		from = until
	}
	slices.SortFunc(out, func(a, b [2]int32) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	return slices.Compact(out)
}

// sign holds two subjects against the likeness in words.
func (l likeness) sign(a, b *subject) (Sign, bool) {
	theirs := l.keys(b)
	for _, key := range l.keys(a) {
		if slices.Contains(theirs, key) {
			return Sign{ID: l.id, Label: l.label, Detail: l.detail(a, b, key), Points: l.points}, true
		}
	}
	return Sign{}, false
}

// implied are the signs that another one includes: they add nothing to it.
var implied = map[string][]string{"name": {"name-wide", "near", "former"}, "name-wide": {"former"}, "permit": {"permit-code"}, "body": {"slip"}}

// signsOf gives every sign of two registrations and their score.
func signsOf(a, b *subject) ([]Sign, int) {
	out, score, covered := []Sign{}, 0, []string{}
	for _, l := range likenesses {
		if slices.Contains(covered, l.id) {
			continue
		}
		if s, ok := l.sign(a, b); ok {
			out, score = append(out, s), score+s.Points
			covered = append(covered, implied[l.id]...)
		}
	}
	return out, min(score, 100)
}

// alike is a pair of registrations that is proposed, with the reasons.
type alike struct {
	a, b  *subject
	signs []Sign
	score int
}

// resemble gives the pairs of registrations that are proposed. step hears how many of the signs have been gone through.
func resemble(all []*subject, step func(done, of int) error) ([]alike, error) {
	points := map[[2]int32]int{}
	for i, l := range likenesses {
		for _, p := range l.candidates(all) {
			points[p] += l.points
		}
		if err := step(i+1, len(likenesses)); err != nil {
			return nil, err
		}
	}
	var out []alike
	for p, n := range points {
		if n < enough {
			continue
		}
		one := alike{a: all[p[0]], b: all[p[1]]}
		if one.signs, one.score = signsOf(one.a, one.b); one.score >= enough {
			out = append(out, one)
		}
	}
	slices.SortFunc(out, func(x, y alike) int {
		return cmp.Or(strings.Compare(x.a.id, y.a.id), strings.Compare(x.b.id, y.b.id))
	})
	return out, nil
}
