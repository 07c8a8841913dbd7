package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/big"
	"os"
	"regexp"
	"slices"
	"strings"

	"qingshen/internal/rating"
)

// rateInput is the input file of `rate`.
type rateInput struct {
	rateFigures
	NotApplicable []string      `json:"not_applicable"`
	Products      []rateProduct `json:"products"`
}

// rateFigures is what is said of the enterprise, or of one of its products.
type rateFigures struct {
	Values     map[string]rateValue       `json:"values"`
	Parameters map[string]json.RawMessage `json:"parameters"`
}

type rateValue struct {
	Value json.RawMessage `json:"value"`
	Unit  string          `json:"unit"`
	Level json.RawMessage `json:"level"`
}

// rateProduct is one of several products (多种产品).
type rateProduct struct {
	Name   string          `json:"name"`
	Output json.RawMessage `json:"output"`
	rateFigures
}

const rateShape = "应为 {\"values\": {指标: {\"value\": 数, \"unit\": 单位} | {\"level\": 等级}}, \"not_applicable\": [...], \"parameters\": {...}, \"products\": [{\"name\": 产品, \"output\": 产量, \"values\": {...}, \"parameters\": {...}}]}"

// read reads the input; all that is wrong with it is said at once.
func (q rateQuestion) read() (rating.Input, []string) {
	source := io.Reader(os.Stdin)
	if q.input != "-" {
		file, err := os.Open(q.input)
		if err != nil {
			return rating.Input{}, []string{"输入文件“" + q.input + "”不能打开，请核对路径"}
		}
		defer file.Close()
		source = file
	}
	var raw rateInput
	dec := json.NewDecoder(source)
	dec.DisallowUnknownFields()
	err := dec.Decode(&raw)
	if _, more := dec.Token(); err == nil && more != io.EOF {
		err = fmt.Errorf("more than one value")
	}
	if err != nil {
		return rating.Input{}, []string{q.input + "：不是评价输入的格式" + unknownField(err) + "，" + rateShape}
	}
	r := &rateReader{}
	return r.input(raw), r.faults
}

var unknownName = regexp.MustCompile(`unknown field (".*")$`)

// unknownField names the field that does not belong there, where that is what is wrong.
func unknownField(err error) string {
	if m := unknownName.FindStringSubmatch(err.Error()); m != nil {
		return "（没有 " + m[1] + " 这一项）"
	}
	return ""
}

type rateReader struct{ faults []string }

func (r *rateReader) add(format string, args ...any) {
	r.faults = append(r.faults, fmt.Sprintf(format, args...))
}

func (r *rateReader) input(raw rateInput) rating.Input {
	in := rating.Input{NotApplicable: raw.NotApplicable, Values: r.values("", raw.Values), Parameters: r.parameters("", raw.Parameters)}
	for i, p := range raw.Products {
		of := fmt.Sprintf("产品“%s”的", p.Name)
		if p.Name == "" {
			of = fmt.Sprintf("第%d种产品的", i+1)
		}
		product := rating.Product{Name: p.Name, Values: r.values(of, p.Values), Parameters: r.parameters(of, p.Parameters)}
		if product.Output = number(p.Output); given(p.Output) && product.Output == nil {
			r.add("%s产量%s不是数", of, p.Output)
		}
		in.Products = append(in.Products, product) // the engine says which output is missing, which name occurs twice
	}
	return in
}

func (r *rateReader) values(of string, raw map[string]rateValue) map[string]rating.Value {
	out := map[string]rating.Value{}
	for _, name := range slices.Sorted(maps.Keys(raw)) {
		v := raw[name]
		value := rating.Value{Unit: strings.TrimSpace(v.Unit)}
		switch {
		case given(v.Value) == given(v.Level):
			r.add("%s“%s”应填 value（数值）或者 level（等级）之一", of, name)
			continue
		case given(v.Level):
			n := number(v.Level)
			if n == nil || !n.IsInt() || n.Sign() < 0 || n.Cmp(big.NewRat(rating.Levels, 1)) > 0 {
				r.add("%s“%s”的等级%s不对，应为 1、2、3，都不符合为 0", of, name, v.Level)
				continue
			}
			level := int(n.Num().Int64())
			value.Level = &level
		default:
			if value.Amount = number(v.Value); value.Amount == nil {
				r.add("%s“%s”的数值%s不是数", of, name, v.Value)
				continue
			}
		}
		out[name] = value
	}
	return out
}

func (r *rateReader) parameters(of string, raw map[string]json.RawMessage) map[string]*big.Rat {
	out := map[string]*big.Rat{}
	for _, name := range slices.Sorted(maps.Keys(raw)) {
		if out[name] = number(raw[name]); out[name] == nil {
			r.add("%s参数“%s”的值%s不是数", of, name, raw[name])
		}
	}
	return out
}

func given(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }

// number reads a JSON number, or a number written as text, exactly.
func number(raw json.RawMessage) *big.Rat {
	text := strings.Trim(strings.TrimSpace(string(raw)), `"`)
	if text == "" || strings.ContainsAny(text, "/_") {
		return nil
	}
	n, ok := new(big.Rat).SetString(text)
	if !ok {
		return nil
	}
	return n
}
