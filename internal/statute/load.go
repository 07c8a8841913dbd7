package statute

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"qingshen/internal/calendar"
)

// calendarFile is where each folder may carry its working-day table.
const calendarFile = "codes/calendar.csv"

// Load reads the law folders in order, each from the state to the city, later folders over earlier ones.
// Where a file names an entry that an earlier file of the same region has, it replaces the whole history of that entry.
// Every fault of every file is reported, in Chinese; nothing half-loaded is returned.
func Load(folders ...fs.FS) (*Law, error) {
	l := &Law{}
	digest := sha256.New()
	var faults []error
	for _, folder := range folders {
		layers, errs := readFolder(folder)
		faults = append(faults, errs...)
		for _, layer := range layers {
			digest.Write(layer.text)
			l.lay(layer)
			if len(layer.errs) > 0 {
				faults = append(faults, layer.errs...)
				continue
			}
			faults = append(faults, l.readSheets(folder, layer, digest.Write)...)
			faults = append(faults, l.readSubstances(folder, layer, digest.Write)...)
		}
		faults = append(faults, l.readLimits(folder, digest.Write)...)
		table, text, err := readCalendar(folder)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		digest.Write(text)
		if table != nil {
			l.working = l.working.Overlay(table)
		}
	}
	faults = append(faults, l.finish()...)
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	l.hash = hex.EncodeToString(digest.Sum(nil))
	return l, nil
}

// readFolder reads the law files of a folder, state first, then province, then city.
func readFolder(folder fs.FS) ([]*layer, []error) {
	names, err := fs.Glob(folder, "*.yaml")
	if err != nil {
		return nil, []error{fmt.Errorf("法定依据文件夹无法读取：%w", err)}
	}
	var layers []*layer
	var faults []error
	for _, name := range names {
		text, err := fs.ReadFile(folder, name)
		if err != nil {
			faults = append(faults, fmt.Errorf("法定依据文件%s无法读取：%w", name, err))
			continue
		}
		layers = append(layers, readLayer(name, text))
	}
	slices.SortStableFunc(layers, func(a, b *layer) int { return len(a.region) - len(b.region) })
	return layers, faults
}

// lay puts a file over what is loaded.
func (l *Law) lay(y *layer) {
	if y.version != "" {
		l.version = strings.TrimPrefix(l.version+"+"+y.version, "+")
	}
	if l.province == "" || len(y.region) == 2 { // an overlay may bring the law of another province
		l.province = y.province
	}
	l.terms = overlay(l.terms, y.terms, func(t Term) string { return t.Kind + " " + t.ID })
	l.doubts = overlay(l.doubts, y.doubts, func(d Doubt) string { return d.ID })
	l.instruments = overlay(l.instruments, y.instruments, keyOf)
	l.regimes = overlay(l.regimes, y.regimes, keyOf)
	l.deadlines = overlay(l.deadlines, y.deadlines, keyOf)
	l.reasons = overlay(l.reasons, y.reasons, keyOf)
	l.flags = overlay(l.flags, y.flags, keyOf)
	l.tracks = overlay(l.tracks, y.tracks, keyOf)
	l.panels = overlay(l.panels, y.panels, keyOf)
	l.penalties = overlay(l.penalties, y.penalties, keyOf)
	l.blocks = overlay(l.blocks, y.blocks, keyOf)
	l.stages = overlay(l.stages, y.stages, keyOf)
	l.materials = overlay(l.materials, y.materials, keyOf)
	l.notices = overlay(l.notices, y.notices, keyOf)
	l.equivalences = overlay(l.equivalences, y.equivalences, keyOf)
	l.numbers = overlay(l.numbers, y.numbers, keyOf)
	l.sectors = overlay(l.sectors, y.sectors, keyOf)
	l.unitLists = overlay(l.unitLists, y.unitLists, keyOf)
	l.parameters = overlay(l.parameters, y.parameters, keyOf)
	l.sheets = overlay(l.sheets, y.sheets, keyOf)
	l.candidates = overlay(l.candidates, y.candidates, keyOf)
	l.lists = overlay(l.lists, y.lists, keyOf)
}

func keyOf[T any, P entered[T]](v T) string {
	e := P(&v).entry()
	return e.Region + " " + e.ID
}

// overlay replaces every old entry whose key a new one has, and keeps the order of the old.
func overlay[T any](old, more []T, key func(T) string) []T {
	if len(more) == 0 {
		return old
	}
	by := map[string][]T{}
	for _, v := range more {
		by[key(v)] = append(by[key(v)], v)
	}
	out := make([]T, 0, len(old)+len(more))
	placed := map[string]bool{}
	for _, v := range old {
		k := key(v)
		switch {
		case by[k] == nil:
			out = append(out, v)
		case !placed[k]:
			out = append(out, by[k]...)
			placed[k] = true
		}
	}
	for _, v := range more {
		if !placed[key(v)] {
			out = append(out, v)
		}
	}
	return out
}

// readSheets reads the items of the score sheets that a file registers.
func (l *Law) readSheets(folder fs.FS, y *layer, note func([]byte) (int, error)) []error {
	var faults []error
	for i := range l.sheets {
		s := &l.sheets[i]
		if !strings.HasPrefix(s.origin, y.name) || s.Hash != "" {
			continue
		}
		text, err := fs.ReadFile(folder, path.Clean(s.File))
		if err != nil {
			faults = append(faults, fmt.Errorf("%s：评分表“%s”的文件“%s”无法读取", s.origin, s.ID, s.File))
			continue
		}
		if _, err := note(text); err != nil {
			faults = append(faults, err)
		}
		var body struct {
			Parts  []Part `yaml:"parts"`
			Vetoes []Veto `yaml:"vetoes"`
		}
		if err := yaml.UnmarshalWithOptions(text, &body, yaml.Strict()); err != nil {
			faults = append(faults, fmt.Errorf("评分表文件%s无法识别：%s", s.File, inChinese(err)))
			continue
		}
		s.Parts, s.Vetoes = body.Parts, body.Vetoes
		if err := s.seal(); err != nil {
			faults = append(faults, err)
		}
	}
	return faults
}

func readCalendar(folder fs.FS) (*calendar.Working, []byte, error) {
	text, err := fs.ReadFile(folder, calendarFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("工作日历无法读取：%w", err)
	}
	table, err := calendar.LoadWorking(bytes.NewReader(text))
	return table, text, err
}

// finish completes the citations of everything that was loaded and then checks the whole.
func (l *Law) finish() []error {
	instruments := map[string]Instrument{}
	for _, in := range l.instruments {
		instruments[in.ID] = in
	}
	var faults []error
	complete := func(origin string, cites []Cite) {
		for i := range cites {
			if err := cites[i].complete(instruments); err != nil {
				faults = append(faults, fmt.Errorf("%s：%w", origin, err))
			}
		}
	}
	l.each(func(_ string, e *Entry) { complete(e.origin, e.Cites) })
	for i := range l.reasons {
		for _, g := range l.reasons[i].Grounds {
			complete(l.reasons[i].origin, g.Cites)
		}
	}
	for i := range l.sheets {
		if err := l.sheets[i].seal(); err != nil {
			faults = append(faults, err)
		}
	}
	return append(faults, l.check()...)
}

// each visits every dated entry with the name of its section.
func (l *Law) each(visit func(section string, e *Entry)) {
	walk(visit, "instruments", l.instruments)
	walk(visit, "regimes", l.regimes)
	walk(visit, "deadlines", l.deadlines)
	walk(visit, "reasons", l.reasons)
	walk(visit, "flags", l.flags)
	walk(visit, "tracks", l.tracks)
	walk(visit, "panels", l.panels)
	walk(visit, "penalties", l.penalties)
	walk(visit, "disclosure_blocks", l.blocks)
	walk(visit, "stages", l.stages)
	walk(visit, "materials", l.materials)
	walk(visit, "notices", l.notices)
	walk(visit, "equivalences", l.equivalences)
	walk(visit, "sectors", l.sectors)
	walk(visit, "unit_lists", l.unitLists)
	walk(visit, "numbers", l.numbers)
	walk(visit, "parameters", l.parameters)
	walk(visit, "sheets", l.sheets)
	walk(visit, "candidate_rules", l.candidates)
	walk(visit, "substance_lists", l.lists)
}

func walk[T any, P entered[T]](visit func(string, *Entry), section string, all []T) {
	for i := range all {
		visit(section, P(&all[i]).entry())
	}
}
