// Package sheet carries rows between people's tables (电子表格) and records. One column list per noun serves the
// download of a template (模板), the check of an import (导入) and the export (导出), as .xlsx and .csv,
// so that what was exported can be edited and imported again.
//
// Everything streams: memory does not grow with the number of rows. All faults of a file are found in one pass,
// each with its row, column, value, reason and a way to mend it, and Annotate writes them into the user's own file.
package sheet

import (
	"fmt"
	"strings"
)

// Kind says how the cells of a column are cleaned, checked and written.
type Kind int

// The kinds of column.
const (
	Text       Kind = iota // 文字: names, addresses; spaces and full-width digits are tidied
	Code                   // 编码: credit codes, permit numbers, phones; no spaces inside, never a rounded number
	Date                   // 日期: any Chinese spelling or an Excel date, becomes YYYY-MM-DD
	Decimal                // 数值: exact decimal without thousands separators
	Choice                 // 单选: one of Choices
	ChoiceList             // 多选: some of Choices, joined by 、
	Quantity               // 数量: a number, or a text that Set understands, such as 5.5 kW or ND
)

// Column is one column of a noun.
type Column[T any] struct {
	Key     string   // field path of the record, such as "credit_code"; faults of Noun.Check point here
	Title   string   // Chinese header, such as 统一社会信用代码
	Aliases []string // other headers in use for the same thing
	// Required columns must exist in an imported file, and their cells must not be empty.
	Required bool
	// Unique columns must not repeat a value within one file.
	Unique  bool
	Help    string   // one sentence of explanation for the template
	Example string   // shown on the notes page of the template
	Width   float64  // in characters; 0 takes a width from the title
	Kind    Kind     // how cells are cleaned
	Choices []string // for Choice and ChoiceList
	Unit    string   // stands in a row of its own below the titles, such as 人 or 万元
	Fixed   bool     // tells which record a row is about: may be filled in for a new one, never changed
	Hidden  bool     // for machines; not shown
	Blanks  []string // spellings that mean "nothing" in this column beyond - — / `, such as "0" or "无"
	// Get gives the cell of a record; dates as YYYY-MM-DD, decimals in plain notation.
	Get func(*T) string
	// Set takes the cleaned cell. Its error becomes a fault of the cell: Refuse and Warn add a proposal.
	// A column without Set is export-only and ignored when imported.
	Set func(*T, string) error
	// Measures tells whether a word in the row of units is a unit that the column takes besides its own. May be nil.
	Measures func(unit string) bool
	// SetIn takes a cell whose column carries another unit than its own. Needed with Measures.
	SetIn func(value *T, text, unit string) error
}

// Noun is one kind of row: what a file is about.
type Noun[T any] struct {
	Name    string // in file names and for machines, such as "enterprise"
	Title   string // Chinese name of the sheet, such as 企业名录
	Columns []Column[T]
	// Notes are sentences for the notes page of the template.
	Notes []string
	// Check looks at a whole row after all its cells were set, such as the record's own validation.
	// A fault.Fault with fields is spread over the columns by Key.
	Check func(*T) error
}

// Severity tells whether a row can be taken.
type Severity string

// Severities of a cell fault.
const (
	Error   Severity = "error"   // 错误: the row cannot be imported
	Warning Severity = "warning" // 提示: the row can be imported, but somebody should look
)

// CellFault is one fault of one cell, or of a whole row when Column is empty.
type CellFault struct {
	Row      int      `json:"row"`      // as the table program counts, from 1
	Column   string   `json:"column"`   // header as it stands in the file
	Value    string   `json:"value"`    // as it stands in the file
	Message  string   `json:"message"`  // what is wrong, why, how to mend it
	Severity Severity `json:"severity"` // error or warning
	Proposal string   `json:"proposal"` // a value that would pass, or empty
}

// String gives the sentence for lists: 第 5 行“统一社会信用代码”：……
func (f CellFault) String() string {
	where := fmt.Sprintf("第 %d 行", f.Row)
	if f.Column != "" {
		where += "“" + f.Column + "”"
	}
	return where + "：" + f.Message
}

// CellError is what Column.Set returns to say more than a message.
type CellError struct {
	Message  string
	Proposal string
	Severity Severity
}

// Error gives the message.
func (e *CellError) Error() string { return e.Message }

// Refuse refuses a cell and proposes a value that would pass; proposal may be empty.
func Refuse(message, proposal string) error {
	return &CellError{Message: message, Proposal: proposal, Severity: Error}
}

// Format is a file format.
type Format string

// The formats that are written and read.
const (
	XLSX Format = "xlsx"
	CSV  Format = "csv"
)

// MediaType gives the media type for HTTP.
func (f Format) MediaType() string {
	if f == CSV {
		return "text/csv; charset=utf-8"
	}
	return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
}

// ParseFormat reads a format from a query or file name; empty means xlsx.
func ParseFormat(s string) (Format, bool) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "", "xlsx":
		return XLSX, true
	case "csv":
		return CSV, true
	}
	return "", false
}

// Limits of one file. Excel itself ends at 1,048,576 rows and 32,767 characters in a cell.
const (
	MaxRows    = 200_000
	MaxColumns = 512
	MaxCell    = 32_767
	maxBytes   = 100 << 20
)

// The two columns that Annotate adds; they are ignored when the annotated file is imported again.
const (
	resultTitle  = "校验结果"
	adviseTitle  = "修改建议"
	titlesInRows = 10 // the header is looked for in this many rows
)
