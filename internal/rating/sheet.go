package rating

import (
	"fmt"
	"math/big"
	"slices"

	"qingshen/internal/dossier"
)

// Sheet is an input as people write it down and as it is kept (评价数据): figures stay as they were typed.
type Sheet struct {
	Values        map[string]SheetValue `json:"values" nullable:"false" doc:"各指标的数值或者判断，以指标名称为键"`
	NotApplicable []string              `json:"not_applicable,omitempty" doc:"不适用的指标"`
	Absences      []Absence             `json:"absent_groups,omitempty" maxItems:"30" doc:"整类不涉及的一级指标；经专家确认后才计算在内，以前按没有达到处理"`
	Parameters    map[string]string     `json:"parameters,omitempty" doc:"公式中的参数"`
	Products      []ProductSheet        `json:"products,omitempty" doc:"多种产品，按产量分配权重"`
}

// SheetValue is what is known of one indicator: a figure with its unit, or the level that a person judged, with the ground.
type SheetValue struct {
	Value  string `json:"value,omitempty" maxLength:"40"`
	Unit   string `json:"unit,omitempty" maxLength:"40"`
	Level  *int   `json:"level,omitempty" doc:"定性指标由人判断的等级：1、2、3，都不符合为0"`
	Note   string `json:"note,omitempty" maxLength:"500" doc:"判断或者取值的依据"`
	Source string `json:"source,omitempty" maxLength:"200" doc:"数值取自哪里"`
}

// ProductSheet is one of several products.
type ProductSheet struct {
	Name       string                `json:"name" maxLength:"60"`
	Output     string                `json:"output" maxLength:"40" doc:"产量；各产品用同一单位"`
	Values     map[string]SheetValue `json:"values,omitempty"`
	Parameters map[string]string     `json:"parameters,omitempty"`
}

// Input reads a sheet. All that cannot be read is said at once; what was left empty is missing.
func (s Sheet) Input() (Input, []string) {
	r := &sheetReader{}
	in := Input{NotApplicable: s.NotApplicable, Values: r.values("", s.Values), Parameters: r.parameters("", s.Parameters)}
	for _, p := range s.Products {
		in.Products = append(in.Products, Product{Name: p.Name, Output: r.number("“"+p.Name+"”的产量", p.Output), Values: r.values(p.Name, p.Values), Parameters: r.parameters(p.Name, p.Parameters)})
	}
	slices.Sort(r.faults)
	return in, r.faults
}

type sheetReader struct{ faults []string }

func (r *sheetReader) number(what, text string) *big.Rat {
	if text == "" {
		return nil
	}
	if d, refused := dossier.Number(text); refused == "" {
		return d.Rat()
	} else {
		r.faults = append(r.faults, fmt.Sprintf("%s“%s”：%s", what, text, refused))
	}
	return nil
}

func (r *sheetReader) values(product string, entries map[string]SheetValue) map[string]Value {
	out := map[string]Value{}
	for name, e := range entries {
		what := "“" + name + "”"
		if product != "" {
			what = product + "的" + what
		}
		switch {
		case e.Level != nil && e.Value != "":
			r.faults = append(r.faults, what+"既有数值又有判断的等级，只能填其中之一")
		case e.Level != nil:
			out[name] = Value{Level: e.Level}
		case e.Value != "":
			if n := r.number(what+"的数值", e.Value); n != nil {
				out[name] = Value{Amount: n, Unit: e.Unit}
			}
		}
	}
	return out
}

func (r *sheetReader) parameters(product string, given map[string]string) map[string]*big.Rat {
	out := map[string]*big.Rat{}
	for name, text := range given {
		if n := r.number(product+"参数“"+name+"”", text); n != nil {
			out[name] = n
		}
	}
	return out
}
