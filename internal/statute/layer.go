package statute

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// layer is one law file.
type layer struct {
	Law
	name   string
	region string
	text   []byte
	errs   []error
}

// readLayer reads one file, its head before its lists.
func readLayer(name string, text []byte) *layer {
	y := &layer{name: name, text: text}
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		y.fail(nil, "不是有效的YAML：%s", firstLine(err))
		return y
	}
	var values []*ast.MappingValueNode
	for _, doc := range file.Docs {
		switch body := doc.Body.(type) {
		case *ast.MappingNode:
			values = append(values, body.Values...)
		case *ast.MappingValueNode:
			values = append(values, body)
		}
	}
	for _, v := range values {
		y.head(v)
	}
	for _, v := range values {
		y.section(v)
	}
	return y
}

// head reads the scalars, which the sections depend on.
func (y *layer) head(v *ast.MappingValueNode) {
	switch key := v.Key.String(); key {
	case "region", "version":
		var text string
		if err := yaml.NodeToValue(v.Value, &text); err != nil {
			y.fail(v.Value, "“%s”应为文字", key)
		}
		if key == "region" {
			y.region = text
			y.province = text[:min(2, len(text))]
		} else {
			y.version = text
		}
	}
}

// section reads one list of the file.
func (y *layer) section(v *ast.MappingValueNode) {
	switch key := v.Key.String(); key {
	case "region", "version":
	case "terms":
		readPlain(y, v, &y.terms)
	case "doubts":
		readPlain(y, v, &y.doubts)
	case "instruments":
		readList(y, v, &y.instruments)
	case "regimes":
		readList(y, v, &y.regimes)
	case "deadlines":
		nodes := readList(y, v, &y.deadlines)
		for i := range y.deadlines {
			if err := y.deadlines[i].read(); err != nil {
				y.fail(nodes[i], "“%s”的%s", y.deadlines[i].ID, err)
			}
		}
	case "reasons":
		readList(y, v, &y.reasons)
	case "flags":
		readList(y, v, &y.flags)
	case "tracks":
		readList(y, v, &y.tracks)
	case "panels":
		readList(y, v, &y.panels)
	case "penalties":
		readList(y, v, &y.penalties)
	case "disclosure_blocks":
		readList(y, v, &y.blocks)
	case "stages":
		readList(y, v, &y.stages)
	case "materials":
		readList(y, v, &y.materials)
	case "notices":
		readList(y, v, &y.notices)
	case "equivalences":
		readList(y, v, &y.equivalences)
	case "sectors":
		readList(y, v, &y.sectors)
	case "unit_lists":
		readList(y, v, &y.unitLists)
	case "numbers":
		readList(y, v, &y.numbers)
	case "parameters":
		readList(y, v, &y.parameters)
	case "sheets":
		readList(y, v, &y.sheets)
	case "candidate_rules":
		readList(y, v, &y.candidates)
	case "substance_lists":
		readList(y, v, &y.lists)
	default:
		y.fail(v.Key, "没有“%s”这一部分，请核对名称", key)
	}
}

// readList reads dated entries and notes where each was written.
func readList[T any, P entered[T]](y *layer, v *ast.MappingValueNode, into *[]T) []ast.Node {
	before := len(*into)
	nodes := readPlain(y, v, into)
	for i := before; i < len(*into); i++ {
		e := P(&(*into)[i]).entry()
		if e.Region == "" {
			e.Region = y.region
		}
		if !strings.HasPrefix(e.Region, y.region) {
			y.fail(nodes[i-before], "“%s”的地区%s不在本文件的地区%s之内", e.ID, e.Region, y.region)
		}
		e.origin = y.where(nodes[i-before])
	}
	return nodes
}

// readPlain reads a list entry by entry, so that one faulty entry does not hide the faults of the next.
func readPlain[T any](y *layer, v *ast.MappingValueNode, into *[]T) []ast.Node {
	list, ok := v.Value.(*ast.SequenceNode)
	if !ok {
		y.fail(v.Value, "“%s”应为列表", v.Key)
		return nil
	}
	var read []ast.Node
	for _, node := range list.Values {
		var one T
		if err := yaml.NodeToValue(node, &one, yaml.Strict()); err != nil {
			y.fail(node, "%s有一项无法识别：%s", v.Key, inChinese(err))
			continue
		}
		*into = append(*into, one)
		read = append(read, node)
	}
	return read
}

// inChinese words what the YAML reader objects to.
func inChinese(err error) string {
	var unknown *yaml.UnknownFieldError
	var kind *yaml.TypeError
	var twice *yaml.DuplicateKeyError
	switch {
	case errors.As(err, &unknown):
		return fmt.Sprintf("第%d行没有“%s”这一字段", unknown.Token.Position.Line, unknown.Token.Value)
	case errors.As(err, &kind):
		return fmt.Sprintf("第%d行的值“%s”类型不符", kind.Token.Position.Line, kind.Token.Value)
	case errors.As(err, &twice):
		return fmt.Sprintf("第%d行的字段“%s”重复", twice.Token.Position.Line, twice.Token.Value)
	}
	return firstLine(err)
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

func (y *layer) where(node ast.Node) string {
	if node == nil || node.GetToken() == nil {
		return y.name
	}
	return fmt.Sprintf("%s第%d行", y.name, node.GetToken().Position.Line)
}

func (y *layer) fail(node ast.Node, form string, args ...any) {
	y.errs = append(y.errs, fmt.Errorf("法定依据文件%s：%s", y.where(node), fmt.Sprintf(form, args...)))
}
