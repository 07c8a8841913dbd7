package portal

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"qingshen/internal/fault"
	"qingshen/internal/indexsystem"
	"qingshen/internal/rating"
	"qingshen/internal/store"
)

// The self-check (水平自查): anybody may hold a workshop against a published index system. Nothing that is entered is stored,
// neither here nor in an address that the server sees; an enterprise that logs in takes it along behind the # of a link.

// mostBytes bounds what a visitor sends.
const mostBytes = 64 << 10

// selfCheckBody is the page of one system.
type selfCheckBody struct {
	System     *indexsystem.IndexSystem
	Groups     []selfCheckGroup
	Parameters []selfCheckField
	Answer     *rating.Answer
	LevelWord  string
	Faults     []string
	Waiting    []string // classes that experts would have to confirm not to concern the enterprise
	Carry      string   // the address that takes what was entered along
}

type selfCheckGroup struct {
	Name  string
	Items []selfCheckField
}

// selfCheckField is one indicator with what was entered and what follows.
type selfCheckField struct {
	No        int
	Key, Name string
	Unit      string
	Judged    bool
	Limiting  bool
	Levels    [3]string
	Value     string
	Level     string
	Absent    bool
	Result    string
}

func (p *Portal) selfChecks(w http.ResponseWriter, r *http.Request) error {
	rows, err := store.Read(r.Context(), p.db, func(tx *store.Tx) ([]*indexsystem.IndexSystem, error) { return p.Systems.InForce(tx, tx.Today()) })
	if err != nil {
		return err
	}
	return p.write(w, r, http.StatusOK, "selfchecks", "水平自查", "selfcheck", rows)
}

func (p *Portal) selfCheck(w http.ResponseWriter, r *http.Request) error {
	type found struct {
		x      *indexsystem.IndexSystem
		system *rating.System
	}
	f, err := store.Read(r.Context(), p.db, func(tx *store.Tx) (f found, err error) {
		f.x, f.system, err = p.Systems.Rates(tx, r.PathValue("id"))
		return f, err
	})
	if fault.Is(err, fault.KindConflict) { // a draft rates nobody: for the public it is not there
		return fault.NotFound("这个指标体系")
	}
	if err != nil {
		return err
	}
	body := selfCheckBody{System: f.x}
	sheet := rating.Sheet{Values: map[string]rating.SheetValue{}, Parameters: map[string]string{}}
	if r.Method == http.MethodPost {
		r.Body = http.MaxBytesReader(w, r.Body, mostBytes)
		if err := r.ParseForm(); err != nil {
			body.Faults = []string{"没有读到填写的内容，请重新填写。"}
		} else {
			body.judge(f.system, p.Systems, r, &sheet)
		}
		w.Header().Set("Cache-Control", "no-store")
	}
	body.fields(f.system, sheet)
	return p.write(w, r, http.StatusOK, "selfcheck", "水平自查："+f.x.Name, "selfcheck", body)
}

// judge reads the form and rates it.
func (b *selfCheckBody) judge(system *rating.System, library *indexsystem.Service, r *http.Request, sheet *rating.Sheet) {
	for i, x := range system.Indicators() {
		n := strconv.Itoa(i)
		value := strings.TrimSpace(r.PostForm.Get("v" + n))
		switch {
		case r.PostForm.Get("na"+n) != "":
			sheet.NotApplicable = append(sheet.NotApplicable, x.Key)
		case value == "":
		case x.Direction == rating.Qualitative:
			if level, err := strconv.Atoi(value); err == nil {
				sheet.Values[x.Key] = rating.SheetValue{Level: &level}
			}
		default:
			sheet.Values[x.Key] = rating.SheetValue{Value: value, Unit: x.Unit}
		}
	}
	for _, name := range system.Parameters() {
		if value := strings.TrimSpace(r.PostForm.Get("p-" + name)); value != "" {
			sheet.Parameters[name] = value
		}
	}
	in, faults := sheet.For(system, nil)
	b.Waiting = sheet.Waiting(system, nil)
	if len(faults) == 0 {
		var out *rating.Result
		if out, faults = system.Rate(in, library.Units()); len(faults) == 0 {
			answer := out.Answer(true)
			b.Answer, b.LevelWord = &answer, rating.LevelWords[answer.Level]
			b.Carry = carried(b.System.ID, *sheet)
		}
	}
	b.Faults = faults
}

// carried writes what was entered behind the # of an address, which browsers keep to themselves.
func carried(system string, sheet rating.Sheet) string {
	raw, err := json.Marshal(map[string]any{"system": system, "sheet": sheet})
	if err != nil {
		return ""
	}
	return "/app/self-check-import#" + base64.RawURLEncoding.EncodeToString(raw)
}

func (b *selfCheckBody) fields(system *rating.System, sheet rating.Sheet) {
	steps := map[string]rating.Step{}
	if b.Answer != nil {
		for _, s := range b.Answer.Steps {
			steps[s.Key] = s
		}
	}
	for i, x := range system.Indicators() {
		f := selfCheckField{No: i, Key: x.Key, Name: x.Name, Unit: x.Unit, Judged: x.Direction == rating.Qualitative, Limiting: x.Limiting}
		for k, bench := range x.Benchmarks {
			f.Levels[k] = bench.Text
		}
		v := sheet.Values[x.Key]
		f.Value = v.Value
		if v.Level != nil {
			f.Level = strconv.Itoa(*v.Level)
		}
		for _, name := range sheet.NotApplicable {
			f.Absent = f.Absent || name == x.Key
		}
		if s, ok := steps[x.Key]; ok {
			f.Result = rating.LevelWords[s.Level]
			if s.Missing {
				f.Result = "没有填写"
			}
		}
		if n := len(b.Groups); n == 0 || b.Groups[n-1].Name != x.Group {
			b.Groups = append(b.Groups, selfCheckGroup{Name: x.Group})
		}
		g := &b.Groups[len(b.Groups)-1]
		g.Items = append(g.Items, f)
	}
	for _, name := range system.Parameters() {
		b.Parameters = append(b.Parameters, selfCheckField{Key: name, Value: sheet.Parameters[name]})
	}
}
