package indexsystem

import (
	"encoding/csv"
	"io/fs"
	"slices"
	"strings"

	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/rating"
	"qingshen/internal/store"
)

// BuiltIn reads the systems that come with the law data.
func BuiltIn(files fs.FS) ([]*IndexSystem, error) {
	entries, err := rating.Catalogue(files)
	if err != nil {
		return nil, err
	}
	out := []*IndexSystem{}
	for _, e := range entries {
		raw, err := fs.ReadFile(files, "index/"+e.File)
		if err != nil {
			return nil, err
		}
		x := &IndexSystem{
			Series: e.Series, Name: e.Name, Edition: e.Edition, Method: e.Method, Industries: append([]string{}, e.Industries...), Sector: e.Sector, Own: e.Own, Source: e.Source, Note: e.Note,
			FromOn: calendar.Date(e.From), UntilOn: calendar.Date(e.Until), State: Draft, FileName: e.File, Content: string(raw), BuiltIn: true, Confidence: e.Confidence,
		}
		x.ID, x.SHA256 = e.ID, sealOf(x.Content)
		if e.Released {
			x.State = Released
		}
		out = append(out, x)
	}
	return out, nil
}

// all gives every edition: those that were loaded, then those built in.
func (s *Service) all(tx *store.Tx) ([]*IndexSystem, error) {
	rows, err := loaded(tx)
	if err != nil {
		return nil, err
	}
	for _, b := range s.builtIn() {
		c := *b
		rows = append(rows, &c)
	}
	return rows, nil
}

// Find gives an edition by its id.
func (s *Service) Find(tx *store.Tx, id string) (*IndexSystem, error) {
	for _, b := range s.builtIn() {
		if b.ID == id {
			c := *b
			return &c, nil
		}
	}
	return find(tx, id)
}

// System reads the table of an edition; the faults are those of lint. What was read once is kept.
func (s *Service) System(x *IndexSystem) (*rating.System, []rating.Fault, error) {
	type read struct {
		system *rating.System
		faults []rating.Fault
	}
	key := x.SHA256 + x.Method
	if r, ok := s.cache.Load(key); ok {
		return r.(read).system, r.(read).faults, nil
	}
	if x.Content == "" {
		return nil, nil, fault.Conflict("“" + x.Title() + "”还没有录入指标表。")
	}
	system, faults, err := rating.Read(strings.NewReader(x.Content), s.Units())
	if err != nil {
		return nil, nil, fault.Invalid("指标表不能读取", fault.Field{Path: "file", Message: err.Error()})
	}
	system.Method = rating.Methods[x.Method]
	r := read{system, system.Lint(faults)}
	s.cache.Store(key, r)
	return r.system, r.faults, nil
}

// Rates gives an edition ready to rate by. A draft rates nobody.
func (s *Service) Rates(tx *store.Tx, id string) (*IndexSystem, *rating.System, error) {
	x, err := s.Find(tx, id)
	if err != nil {
		return nil, nil, err
	}
	if x.State != Released {
		return nil, nil, fault.Conflict("“" + x.Title() + "”是" + States.Label(x.State) + "，不能用于评级。")
	}
	system, _, err := s.System(x)
	return x, system, err
}

// Choice is an edition that may be chosen for a base date.
type Choice struct {
	ID     string `json:"id"`
	Series string `json:"-"`
	Title  string `json:"title"`
	Own    bool   `json:"own" doc:"主管部门自编"`
	Fits   bool   `json:"fits" doc:"适用于本企业的行业"`
	FromOn string `json:"from_on"`
	Newer  bool   `json:"newer,omitempty" doc:"基准日以后施行，只能用来试算"`
}

// Choices gives the released editions in force on a day, those for an industry first, then newer ones of their series, which
// may be tried only.
func (s *Service) Choices(tx *store.Tx, industry string, day calendar.Date) ([]Choice, error) {
	rows, err := s.all(tx)
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(x *IndexSystem) bool { return x.State != Released })
	slices.SortStableFunc(rows, func(a, b *IndexSystem) int {
		if d := b.Suits(industry) - a.Suits(industry); d != 0 {
			return d
		}
		if a.Own != b.Own && a.Suits(industry) == 0 {
			return map[bool]int{false: -1, true: 1}[a.Own]
		}
		return strings.Compare(string(b.FromOn), string(a.FromOn))
	})
	now, later := []Choice{}, []Choice{}
	series := map[string]bool{}
	for _, x := range rows {
		c := Choice{ID: x.ID, Series: x.Series, Title: x.Title(), Own: x.Own, Fits: x.Suits(industry) > 0, FromOn: string(x.FromOn)}
		switch {
		case x.FromOn > day:
			c.Newer = true
			later = append(later, c)
		case x.UntilOn != "" && x.UntilOn < day || series[x.Series]:
		default:
			series[x.Series] = true
			now = append(now, c)
		}
	}
	return append(now, later...), nil
}

// PublishedSystem is one system that the state has published, and how much of it is loaded.
type PublishedSystem struct {
	Kind     string `json:"kind" doc:"类别"`
	Name     string `json:"name"`
	Year     string `json:"year"`
	Document string `json:"document" doc:"公告或者标准号"`
	Issuer   string `json:"issuer"`
	Industry string `json:"industry"`
	Key      string `json:"key_industry" doc:"重点行业"`
	Status   string `json:"status"`
	State    string `json:"state" doc:"录入情况"`
	SystemID string `json:"system_id,omitempty"`
	Missing  string `json:"missing,omitempty" doc:"还缺少什么"`
	Source   string `json:"source" doc:"本条目录的来源"`
}

var kindWords = map[string]string{"new": "评价指标体系", "trial": "评价指标体系（试行）", "hj_standard": "清洁生产标准"}

// published reads the index of the published systems and tells of each what is loaded.
func published(files fs.FS, systems []*IndexSystem) ([]PublishedSystem, error) {
	in, err := files.Open("index/published.csv")
	if err != nil {
		return nil, err
	}
	defer in.Close()
	lines, err := csv.NewReader(in).ReadAll()
	if err != nil {
		return nil, err
	}
	out := []PublishedSystem{}
	for _, l := range lines[1:] {
		p := PublishedSystem{Kind: kindWords[l[0]], Name: l[1], Year: l[2], Document: l[3], Issuer: l[4], Industry: strings.ReplaceAll(l[5], ";", "、"), Key: l[6], Status: l[7], SystemID: l[8], State: "没有录入", Source: sourceWords(l[9], l[10])}
		for _, x := range systems {
			if x.ID == l[8] || x.State != Discarded && !x.Own && x.Name == p.Name && (p.Document == "" || strings.HasPrefix(x.Edition, p.Document)) {
				p.SystemID, p.State, p.Missing = x.ID, States.Label(x.State), x.Note
				break
			}
		}
		out = append(out, p)
	}
	return out, nil
}

// sourceWords tells how sure an entry of the index is.
func sourceWords(verified, source string) string {
	words := map[string]string{"verified": "已核对", "seen": "见到引用", "name seen": "见到名称", "number seen": "见到文号", "凭记忆": "待核对"}[verified]
	if source == "" || source == "凭记忆" || strings.Contains(source, "github") {
		return words
	}
	return words + "：" + source
}

// InForce gives the released editions in force on a day, one of each series, the department's own sets last.
func (s *Service) InForce(tx *store.Tx, day calendar.Date) ([]*IndexSystem, error) {
	choices, err := s.Choices(tx, "", day)
	if err != nil {
		return nil, err
	}
	out := []*IndexSystem{}
	for _, c := range choices {
		if c.Newer {
			continue
		}
		x, err := s.Find(tx, c.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}
