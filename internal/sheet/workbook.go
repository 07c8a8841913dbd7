package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"path"
	"strconv"
	"strings"

	"qingshen/internal/fault"
	"qingshen/internal/zipsafe"
)

// workbook is an opened xlsx. Only what an import needs is read: visible sheets, shared strings,
// and which number formats are dates.
type workbook struct {
	zip      *zipsafe.Reader
	sheets   []bookSheet
	strings  *sharedStrings
	dates    []bool // by cell style
	from1904 bool
}

type bookSheet struct {
	name  string
	entry *zip.File
}

const partLimit = 32 << 20 // for parts that are read whole: workbook, relationships, styles

// Close removes the temporary file of the shared strings.
func (b *workbook) Close() error { return b.strings.Close() }

func openWorkbook(z *zipsafe.Reader) (*workbook, error) {
	if z.Find("xl/workbook.bin") != nil {
		return nil, fault.Invalid("这是二进制工作簿 .xlsb，系统无法读取。请选择“另存为”，类型选 .xlsx，再上传另存的文件。")
	}
	main, err := mainPart(z)
	if err != nil {
		return nil, err
	}
	b := &workbook{zip: z}
	if err := b.readSheets(main); err != nil {
		return nil, err
	}
	return b, nil
}

// mainPart finds the workbook through the package relationships, as its place is a convention only.
func mainPart(z *zipsafe.Reader) (string, error) {
	targets, err := relationships(z, "_rels/.rels", "")
	if err != nil {
		return "", err
	}
	for _, t := range targets {
		if strings.HasSuffix(t.kind, "/officeDocument") && z.Find(t.target) != nil {
			if strings.HasPrefix(t.target, "word/") {
				return "", fault.Invalid("这是 Word 文档，不是表格。请上传 .xlsx 或 .csv 文件。")
			}
			return t.target, nil
		}
	}
	if z.Find("xl/workbook.xml") != nil {
		return "xl/workbook.xml", nil
	}
	return "", fault.Invalid("这是压缩包或其他文件，里面没有工作表。请上传 .xlsx 或 .csv 文件；压缩包请先解压。")
}

type relationship struct{ id, kind, target string }

// relationships reads a .rels part; targets come out as names inside the container.
func relationships(z *zipsafe.Reader, name, base string) ([]relationship, error) {
	f := z.Find(name)
	if f == nil {
		return nil, nil
	}
	data, err := z.ReadAll(f, partLimit)
	if err != nil {
		return nil, err
	}
	var doc struct {
		Relationship []struct {
			ID     string `xml:"Id,attr"`
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
		}
	}
	if err := xml.Unmarshal(data, &doc); err != nil {
		return nil, broken(name)
	}
	var all []relationship
	for _, r := range doc.Relationship {
		target := strings.ReplaceAll(r.Target, `\`, "/")
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/", base, target)
		}
		all = append(all, relationship{r.ID, r.Type, strings.TrimPrefix(path.Clean(target), "/")})
	}
	return all, nil
}

func (b *workbook) readSheets(main string) error {
	data, err := b.zip.ReadAll(b.zip.Find(main), partLimit)
	if err != nil {
		return err
	}
	var doc struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string     `xml:"name,attr"`
			State string     `xml:"state,attr"`
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := xml.Unmarshal(data, &doc); err != nil {
		return broken(main)
	}
	b.from1904 = doc.Properties.Date1904 == "1" || doc.Properties.Date1904 == "true"
	folder := path.Dir(main)
	rels, err := relationships(b.zip, path.Join(folder, "_rels", path.Base(main)+".rels"), folder)
	if err != nil {
		return err
	}
	byID := map[string]string{}
	for _, r := range rels {
		byID[r.id] = r.target
		switch {
		case strings.HasSuffix(r.kind, "/sharedStrings"):
			b.strings, err = readSharedStrings(b.zip, r.target)
		case strings.HasSuffix(r.kind, "/styles"):
			err = b.readStyles(r.target)
		}
		if err != nil {
			return err
		}
	}
	for _, s := range doc.Sheets {
		for _, a := range s.Attrs {
			// A chart sheet has no rows; hidden sheets hold choices, not data.
			if a.Name.Local != "id" || a.Name.Space == "" || s.State == "hidden" || s.State == "veryHidden" {
				continue
			}
			if f := b.zip.Find(byID[a.Value]); f != nil && !strings.Contains(byID[a.Value], "chartsheets/") {
				b.sheets = append(b.sheets, bookSheet{s.Name, f})
			}
		}
	}
	if len(b.sheets) == 0 {
		return fault.Invalid("工作簿里没有可见的工作表。请取消隐藏后再上传。")
	}
	return nil
}

// readStyles notes which cell styles show their number as a date.
func (b *workbook) readStyles(name string) error {
	f := b.zip.Find(name)
	if f == nil {
		return nil
	}
	data, err := b.zip.ReadAll(f, partLimit)
	if err != nil {
		return err
	}
	var doc struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(&doc); err != nil {
		return broken(name)
	}
	custom := map[int]bool{}
	for _, n := range doc.Formats {
		custom[n.ID] = dateFormat(n.Code)
	}
	for _, x := range doc.Cells {
		isDate, own := custom[x.Format]
		if !own {
			// Built-in formats: 14-17 and 22 are dates, 27-36 and 50-58 are the East Asian dates.
			isDate = x.Format >= 14 && x.Format <= 17 || x.Format == 22 || x.Format >= 27 && x.Format <= 31 ||
				x.Format == 36 || x.Format >= 50 && x.Format <= 54 || x.Format == 57 || x.Format == 58
		}
		b.dates = append(b.dates, isDate)
	}
	return nil
}

// dateFormat tells a custom format that shows a year or a day, such as yyyy"年"m"月"d"日".
func dateFormat(code string) bool {
	code, _, _ = strings.Cut(code, ";")
	if strings.EqualFold(code, "general") {
		return false
	}
	inQuotes, inBrackets, skip := false, false, false
	for _, r := range strings.ToLower(code) {
		switch {
		case skip:
			skip = false
		case r == '"':
			inQuotes = !inQuotes
		case inQuotes:
		case r == '[':
			inBrackets = true
		case r == ']':
			inBrackets = false
		case inBrackets:
		case r == '\\' || r == '_' || r == '*':
			skip = true
		case r == 'y' || r == 'd' || r == 'e' && !strings.Contains(code, "E+") && !strings.Contains(code, "E-"):
			return true
		}
	}
	return false
}

func broken(part string) error {
	return fault.Invalid(fmt.Sprintf("文件内部的“%s”已损坏，系统无法读取。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。", part))
}

// columnOf reads the letters of a cell reference such as AB12; the first column is 0. -1 when there are none.
func columnOf(ref string) int {
	n := 0
	for _, r := range ref {
		if r >= 'a' && r <= 'z' {
			r -= 32
		}
		if r < 'A' || r > 'Z' {
			break
		}
		if n = n*26 + int(r-'A'+1); n > 1<<20 {
			return -1
		}
	}
	return n - 1
}

func rowOf(ref string) int {
	n, err := strconv.Atoi(strings.TrimLeft(strings.ToUpper(ref), "$ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	if err != nil {
		return 0
	}
	return n
}
