// Package report writes the audit report (清洁生产审核报告) from the dossier: chapters, texts, tables and figures as data
// (law/report), with a gate that refuses what must not leave the house and a version without trade secrets. It is pure: no
// database, no request. Every figure in a drafted sentence comes from the dossier; what people edit is kept.
// Law: HJ 469 annex E; GUIDE 6; CPM 13 (short names as in law/cn.yaml).
package report

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"qingshen/internal/calendar"
	"qingshen/internal/dossier"
	"qingshen/internal/formula"
)

// Outline is one edition of the report's chapters (报告大纲).
type Outline struct {
	Edition      string        `yaml:"edition"`
	Forms        []string      `yaml:"forms"` // editions of the dossier for which it is made; none named: all
	Title        string        `yaml:"title"`
	From         calendar.Date `yaml:"from"`
	Until        calendar.Date `yaml:"until"`
	Cite         string        `yaml:"cite"`
	Confidence   string        `yaml:"confidence"`
	Source       string        `yaml:"source"`
	Variants     []Variant     `yaml:"variants"`
	Placeholders []placeholder `yaml:"placeholders"`
	Chapters     []*Chapter    `yaml:"chapters"`
}

// Variant is one version of the report (稿种): evaluation, full, simplified, public.
type Variant struct {
	ID         string `yaml:"id" json:"id"`
	Title      string `yaml:"title" json:"title"`
	Note       string `yaml:"note" json:"note"`
	Acceptance bool   `yaml:"acceptance" json:"-"`
	Brief      bool   `yaml:"brief" json:"-"`
	Public     bool   `yaml:"public" json:"public,omitempty" doc:"去除商业秘密"`
}

type placeholder struct {
	Pattern string `yaml:"pattern"`
	Word    string `yaml:"word"`
	form    *regexp.Regexp
}

// Chapter is one chapter of the report.
type Chapter struct {
	ID       string     `yaml:"id"`
	No       string     `yaml:"no"`
	Title    string     `yaml:"title"`
	Stage    string     `yaml:"stage"`
	Phase    string     `yaml:"phase"`
	Brief    bool       `yaml:"brief"`
	Sections []*Section `yaml:"sections"`
}

// Section is one section of a chapter: its drafted sentences, its tables and its figures.
type Section struct {
	ID       string      `yaml:"id"`
	Title    string      `yaml:"title"`
	Brief    bool        `yaml:"brief"`
	Optional bool        `yaml:"optional"` // left out when nothing stands in it
	Ask      string      `yaml:"ask"`      // what people should write
	Drafts   []*sentence `yaml:"drafts"`
	Tables   []tablePart `yaml:"tables"`
	Figures  []drawn     `yaml:"figures"`
}

type tablePart struct {
	Table   string   `yaml:"table"`
	Columns []string `yaml:"columns"`
	Title   string   `yaml:"title"`
	Needs   string   `yaml:"needs"` // the column without which the table says nothing
}

type drawn struct {
	Kind   string `yaml:"kind"`
	Table  string `yaml:"table"`
	Column string `yaml:"column"`
	Series string `yaml:"series"`
	Unit   string `yaml:"unit"`
	Title  string `yaml:"title"`
}

// sentence is one drafted sentence with its figures in braces.
type sentence struct {
	Text     string `yaml:"text"`
	When     string `yaml:"when"`
	Each     string `yaml:"each"`
	Years    string `yaml:"years"`
	Where    string `yaml:"where"`
	Distinct string `yaml:"distinct"`
	Before   string `yaml:"before"`  // what stands before all rows together
	Between  string `yaml:"between"` // what stands between two of them; nothing makes each a sentence

	when, where *formula.Formula
	pieces      []piece
}

// piece is a stretch of a sentence: words, or a figure with the unit in which it is written.
type piece struct {
	words  string
	name   string // a bare name
	figure *formula.Formula
	unit   string
}

// Outlines are all editions, oldest first.
type Outlines []*Outline

// Load reads the editions of the report from the law data and checks them against a form of the dossier.
func Load(files fs.FS, form *dossier.Form) (Outlines, error) {
	names, err := fs.Glob(files, "report/*.yaml")
	if err != nil {
		return nil, err
	}
	out := Outlines{}
	for _, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		o := &Outline{}
		if err := yaml.UnmarshalWithOptions(raw, o, yaml.Strict()); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if len(o.Forms) > 0 && !slices.Contains(o.Forms, form.Edition) {
			continue
		}
		if faults := o.prepare(form); len(faults) > 0 {
			return nil, fmt.Errorf("%s:\n%s", name, strings.Join(faults, "\n"))
		}
		out = append(out, o)
	}
	slices.SortFunc(out, func(a, b *Outline) int { return strings.Compare(string(a.From), string(b.From)) })
	return out, nil
}

// On gives the edition in force on a day.
func (os Outlines) On(day calendar.Date) *Outline {
	var found *Outline
	for _, o := range os {
		if day.Within(o.From, o.Until) || found == nil {
			found = o
		}
	}
	return found
}

// Variant finds a version of the report by its id.
func (o *Outline) Variant(id string) (Variant, bool) {
	i := slices.IndexFunc(o.Variants, func(v Variant) bool { return v.ID == id })
	if i < 0 {
		return Variant{}, false
	}
	return o.Variants[i], true
}

// Section finds a section by its id.
func (o *Outline) Section(id string) *Section {
	for _, c := range o.Chapters {
		for _, s := range c.Sections {
			if s.ID == id {
				return s
			}
		}
	}
	return nil
}

func (o *Outline) prepare(form *dossier.Form) []string {
	faults := []string{}
	add := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if o.Edition == "" || o.Cite == "" || o.Confidence == "" || !o.From.Valid() || o.From == "" {
		add("报告大纲缺少版本、施行日、依据或者可信度")
	}
	for i, p := range o.Placeholders {
		var err error
		if o.Placeholders[i].form, err = regexp.Compile(p.Pattern); err != nil {
			add("%s：%v", p.Pattern, err)
		}
	}
	seen := map[string]bool{}
	for _, c := range o.Chapters {
		for _, s := range c.Sections {
			if seen[s.ID] || s.ID == "" || s.Title == "" {
				add("章节“%s”重复，或者没有名称", s.ID)
			}
			seen[s.ID] = true
			s.prepare(form, func(format string, args ...any) { add(s.ID+"："+format, args...) })
		}
	}
	return faults
}

func (s *Section) prepare(form *dossier.Form, add func(string, ...any)) {
	for _, t := range s.Tables {
		table := form.Table(t.Table)
		if table == nil {
			add("表“%s”不存在", t.Table)
			continue
		}
		if t.Needs != "" && table.Column(t.Needs) == nil {
			add("表“%s”没有栏目“%s”", t.Table, t.Needs)
		}
		for _, c := range t.Columns {
			if table.Column(c) == nil {
				add("表“%s”没有栏目“%s”", t.Table, c)
			}
		}
	}
	for _, g := range s.Figures {
		if form.Table(g.Table) == nil {
			add("图的表“%s”不存在", g.Table)
		}
	}
	for _, d := range s.Drafts {
		if d.Each != "" && form.Table(d.Each) == nil || d.Years != "" && form.Table(d.Years) == nil {
			add("表“%s%s”不存在", d.Each, d.Years)
		}
		d.prepare(form, add)
	}
}

func (d *sentence) prepare(form *dossier.Form, add func(string, ...any)) {
	parse := func(source string) *formula.Formula {
		if source == "" {
			return nil
		}
		f, err := formula.Parse(source, form.Units())
		if err != nil {
			add("%v", err)
		}
		return f
	}
	d.when, d.where = parse(d.When), parse(d.Where)
	rest := d.Text
	for rest != "" {
		before, after, found := strings.Cut(rest, "{")
		d.pieces = append(d.pieces, piece{words: before})
		if !found {
			break
		}
		inner, tail, closed := strings.Cut(after, "}")
		if !closed {
			add("“%s”的花括号没有合上", d.Text)
			break
		}
		expression, unit := inner, ""
		if i := strings.LastIndex(inner, " | "); i >= 0 {
			expression, unit = inner[:i], strings.TrimSpace(inner[i+3:])
			if _, err := form.Units().Parse(unit); err != nil {
				add("%v", err)
			}
		}
		d.pieces = append(d.pieces, piece{name: strings.TrimSpace(expression), figure: parse(expression), unit: unit})
		rest = tail
	}
}
