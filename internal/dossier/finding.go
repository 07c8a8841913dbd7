package dossier

import "fmt"

// The severities of a finding (错误、警告、提示).
const (
	SeverityError   = "error"   // 错误：不改正不能提交
	SeverityWarning = "warning" // 警告：须改正或者说明理由，理由供审查人查看
	SeverityHint    = "hint"    // 提示
)

// SeverityLabels are the Chinese names of the severities.
var SeverityLabels = map[string]string{SeverityError: "错误", SeverityWarning: "警告", SeverityHint: "提示"}

// Place says where in the dossier something was found (位置).
type Place struct {
	Table  string `json:"table,omitempty"`
	Row    int    `json:"row,omitempty" doc:"第几行，从1起"`
	Column string `json:"column,omitempty"`
	Path   string `json:"path" doc:"在资料中的路径"`
	Words  string `json:"words" doc:"位置的中文说明"`
	Link   string `json:"link,omitempty" doc:"在系统中打开这一位置的页面"`
}

// Finding is one thing that is wrong or doubtful (检查发现): what, where, why, what was expected, how to mend it.
type Finding struct {
	Rule     string `json:"rule"`
	Severity string `json:"severity" enum:"error,warning,hint"`
	Place    Place  `json:"place"`
	Message  string `json:"message"`
	Expected string `json:"expected,omitempty" doc:"应为的值"`
	Found    string `json:"found,omitempty" doc:"现有的值"`
	Mend     string `json:"mend,omitempty" doc:"怎样改正"`
	Basis    string `json:"basis,omitempty" doc:"依据"`
	Reason   string `json:"reason,omitempty" doc:"填报人对警告说明的理由"`
}

// Key names a finding for the reason that is written for it: the rule and the place.
func (f Finding) Key() string { return f.Rule + "@" + f.Place.Path }

// PlaceOf gives the place of a cell; row counts from 0, -1 stands for the whole table.
func PlaceOf(t *Table, row int, column *Column) Place {
	p := Place{Table: t.ID, Path: "tables." + t.ID, Words: t.Title}
	if row >= 0 {
		p.Row = row + 1
		p.Path += fmt.Sprintf("[%d]", row)
		if !t.Record {
			p.Words += fmt.Sprintf("第%d行", row+1)
		}
	}
	if column != nil {
		p.Column = column.ID
		if row >= 0 {
			p.Path += "." + column.ID
		}
		p.Words += "“" + column.Title + "”"
	}
	return p
}
