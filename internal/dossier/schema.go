package dossier

import (
	"encoding/json"
	"strings"
)

// object is a piece of JSON Schema.
type object = map[string]any

// schemaID names the exchange form of the dossier.
const schemaID = "https://json-schema.org/draft/2020-12/schema"

// Schema writes the exchange form of the dossier as JSON Schema: every table with its columns, their Chinese names, units
// and choices.
func (f *Form) Schema() ([]byte, error) {
	tables := object{}
	for _, t := range f.Tables {
		tables[t.ID] = object{
			"title": t.Title, "description": strings.TrimSpace(t.No + " " + strings.Join(t.remarks(), "；")),
			"type": "array", "items": object{"type": "object", "additionalProperties": false, "properties": t.properties()},
		}
	}
	text := func(title string) object { return object{"type": "string", "title": title} }
	texts := func(title string) object {
		return object{"type": "array", "title": title, "items": object{"type": "string"}}
	}
	rows := object{"type": "object", "title": "各表的行", "additionalProperties": false, "properties": tables}
	whole := object{
		"$schema": schemaID, "title": "清洁生产审核资料（" + f.Edition + "版）",
		"description": "审核资料的交换格式。数值可以是数字或者文字；带单位的值写成 {\"value\": \"12.5\", \"unit\": \"L/m²\"}，单位须与栏目同类，系统按精确分数换算。有 readOnly 的栏目由系统计算，不填写。",
		"type":        "object", "required": []string{"enterprise", "audit", "tables"}, "additionalProperties": false,
		"$defs": object{
			"cell": object{"oneOf": []object{
				{"type": []string{"string", "number", "boolean", "null"}},
				{"type": "object", "required": []string{"value"}, "additionalProperties": false, "properties": object{"value": object{"type": []string{"string", "number", "null"}}, "unit": object{"type": "string"}}},
			}},
		},
		"properties": object{
			"edition": object{"type": "string", "title": "表单版本", "description": "不填为最新版本"},
			"enterprise": object{
				"type": "object", "title": "企业", "required": []string{"name"}, "additionalProperties": false,
				"properties": object{
					"name": text("企业名称"), "former_names": texts("曾用名"), "code": text("统一社会信用代码"), "address": text("生产地址"), "region": text("行政区划代码"),
					"industries": texts("行业代码"), "online_monitoring": object{"type": "boolean", "title": "安装自动监测设备"},
				},
			},
			"audit": object{
				"type": "object", "title": "审核", "additionalProperties": false,
				"properties": object{
					"year": object{"type": "integer", "title": "名单年度"}, "opened_on": object{"type": "string", "title": "启动日期", "examples": []string{"2026-03-31"}},
					"reasons": object{"type": "array", "title": "列入原因", "items": object{"enum": []string{"exceedance", "energy", "toxic", "policy", "双超", "高耗能", "双有"}}},
					"track":   object{"enum": []string{"", "strict", "simplified"}, "title": "审核方式", "description": "strict 标准，simplified 简化"},
					"phase":   object{"enum": []string{"", PhaseEvaluation, PhaseAcceptance}, "title": "检查到哪一步", "description": "evaluation 评估前（默认），acceptance 验收前"},
					"agency":  text("咨询服务机构"),
				},
			},
			"tables": rows, "last": object{"$ref": "#/properties/tables", "title": "上一轮的各表"},
			"unconfirmed": object{"type": "object", "title": "取自上一轮、尚未确认的行", "description": "表名 → 行号，从1起", "additionalProperties": object{"type": "array", "items": object{"type": "integer", "minimum": 1}}},
			"texts":       object{"type": "object", "title": "报告正文", "description": "章节名 → 文字", "additionalProperties": object{"type": "string"}},
			"attachments": object{"type": "array", "title": "附件", "items": object{
				"type": "object", "required": []string{"kind", "name"}, "additionalProperties": false,
				"properties": object{"id": text("标识"), "kind": object{"enum": f.attachmentKinds(), "title": "附件类型"}, "name": text("文件名"), "date": text("材料日期"), "sha256": text("SHA-256"), "for": text("对应的方案编号等"), "replaced": object{"type": "boolean", "title": "已有新版本"}},
			}},
			"references": object{"type": "object", "title": "证据出处", "description": "表名 → 各行（与表的行同序）→ 栏目 → 附件和页码", "additionalProperties": object{"type": "array", "items": object{"type": "object",
				"additionalProperties": object{"type": "object", "required": []string{"document"}, "additionalProperties": false, "properties": object{"document": text("附件的标识"), "page": object{"type": "integer", "title": "页码", "minimum": 0}}}}}},
			"reasons": object{"type": "object", "title": "对警告说明的理由", "description": "规则编号@路径 → 理由", "additionalProperties": object{"type": "string"}},
		},
	}
	return json.MarshalIndent(whole, "", "  ")
}

func (f *Form) attachmentKinds() []string {
	kinds := []string{}
	for _, a := range f.Attachments {
		kinds = append(kinds, a.Kind)
	}
	return kinds
}

func (t *Table) remarks() []string {
	remarks := []string{}
	if t.Required {
		remarks = append(remarks, "必填")
	}
	if t.Record {
		remarks = append(remarks, "只有一行")
	}
	if t.Crossed != nil {
		remarks = append(remarks, "由系统列出和计算，不填写")
	}
	if t.Years > 0 {
		remarks = append(remarks, "近三年，每年一行")
	}
	for _, w := range t.Without {
		remarks = append(remarks, map[string]string{"simplified": "简化审核不填"}[w])
	}
	return remarks
}

func (t *Table) properties() object {
	out := object{}
	for _, c := range t.Columns {
		p := object{"title": c.Title}
		if text := strings.Join(c.remarks(t), "；"); text != "" {
			p["description"] = text
		}
		if c.Computed() {
			p["readOnly"] = true
		}
		if len(c.Options) > 0 && c.Codes == "" {
			p["enum"] = append(append([]any{}, anys(c.Options)...), "", nil)
		} else {
			p["$ref"] = "#/$defs/cell"
		}
		out[c.ID] = p
	}
	return out
}

func anys(words []string) []any {
	out := make([]any, len(words))
	for i, w := range words {
		out[i] = w
	}
	return out
}

func (c *Column) remarks(t *Table) []string {
	remarks := []string{}
	if c.Required {
		remarks = append(remarks, "必填")
	}
	if c.Unit != "" {
		remarks = append(remarks, "单位 "+c.Unit)
	}
	if c.UnitFrom != "" {
		remarks = append(remarks, "单位取自“"+t.Column(c.UnitFrom).Title+"”")
	}
	if c.Codes != "" {
		remarks = append(remarks, "例如 "+choices(c.Options[:min(3, len(c.Options))]))
	}
	if c.Detection {
		remarks = append(remarks, "可填 ND、<0.02")
	}
	if c.Signed && !c.Computed() {
		remarks = append(remarks, "可以为负")
	}
	if c.Formula != "" {
		remarks = append(remarks, "由系统计算："+c.Formula)
	}
	if c.Note != "" {
		remarks = append(remarks, c.Note)
	}
	return remarks
}
