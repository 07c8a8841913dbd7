package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"qingshen/internal/fault"
)

// csvTable is an opened text table: its encoding and separator are known.
type csvTable struct {
	r        io.ReaderAt
	size     int64
	encoding encoding.Encoding // nil for UTF-8
	comma    rune
}

// openCSV finds the encoding (UTF-8 with or without mark, UTF-16 with mark, else GB18030 as Chinese Excel saves it)
// and the separator.
func openCSV(r io.ReaderAt, size int64) (*csvTable, error) {
	head := make([]byte, 3)
	n, _ := r.ReadAt(head, 0)
	head = head[:n]
	t := &csvTable{r: r, size: size}
	switch {
	case bytes.HasPrefix(head, []byte("\xFF\xFE")), bytes.HasPrefix(head, []byte("\xFE\xFF")):
		t.encoding = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)
	default:
		valid, binary, err := scanText(io.NewSectionReader(r, 0, size))
		if err != nil {
			return nil, err
		}
		if binary {
			return nil, fault.Invalid("文件既不是 .xlsx 也不是 .csv，系统无法读取。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。")
		}
		if !valid {
			t.encoding = simplifiedchinese.GB18030
		}
	}
	var err error
	t.comma, err = t.separator()
	return t, err
}

// scanText reads all bytes once: whether they are UTF-8, and whether they are text at all.
func scanText(r io.Reader) (valid, binary bool, err error) {
	valid = true
	buf := make([]byte, 1<<16)
	held := 0
	for {
		n, err := io.ReadFull(r, buf[held:])
		b := buf[:held+n]
		if err != nil && !errors.Is(err, io.EOF) && err != io.ErrUnexpectedEOF {
			return false, false, fmt.Errorf("read text table: %w", err)
		}
		if bytes.IndexByte(b, 0) >= 0 {
			return false, true, nil
		}
		whole := len(b)
		if err == nil { // a character may be cut at the end of the buffer
			for whole > 0 && len(b)-whole < utf8.UTFMax && !utf8.RuneStart(b[whole-1]) {
				whole--
			}
			whole = max(whole-1, 0)
		}
		valid = valid && utf8.Valid(b[:whole])
		if err != nil {
			return valid, false, nil
		}
		held = copy(buf, b[whole:])
	}
}

func (t *csvTable) reader() *bufio.Reader {
	var r io.Reader = io.NewSectionReader(t.r, 0, t.size)
	if t.encoding != nil {
		r = transform.NewReader(r, t.encoding.NewDecoder())
	}
	b := bufio.NewReaderSize(r, 1<<16)
	if mark, _, err := b.ReadRune(); err == nil && mark != '\uFEFF' {
		_ = b.UnreadRune() // cannot fail straight after ReadRune
	}
	return b
}

// separator takes the mark that splits the first rows into most cells: comma, tab, semicolon, or the Chinese comma.
func (t *csvTable) separator() (rune, error) {
	best, most := ',', 1
	for _, c := range []rune{',', '\t', ';', '，', '|'} {
		g := &csvGrid{r: t.reader(), comma: c}
		for range titlesInRows {
			_, cells, err := g.next()
			if errors.Is(err, io.EOF) {
				break
			}
			if fault.Is(err, fault.KindInvalid) {
				break // another separator may read it; if none does, the reading reports it
			}
			if err != nil {
				return 0, err
			}
			if len(cells) > most {
				best, most = c, len(cells)
			}
		}
	}
	return best, nil
}

func (t *csvTable) grid() *csvGrid { return &csvGrid{r: t.reader(), comma: t.comma} }

// csvGrid reads a text table as table programs do: rows end with LF, CRLF or CR, cells in quotes may span lines,
// a quote in the middle of a cell is just a quote. encoding/csv knows no CR line ends and stops at stray quotes.
type csvGrid struct {
	r     *bufio.Reader
	comma rune
	row   int
	cells []cell
}

// Close has nothing to free.
func (g *csvGrid) Close() error { return nil }

const csvCellMost = 1 << 20

func (g *csvGrid) next() (int, []cell, error) {
	g.cells = g.cells[:0]
	g.row++
	for first := true; ; first = false {
		text, more, err := g.field()
		if errors.Is(err, io.EOF) && first && text == "" {
			return 0, nil, io.EOF
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, nil, err
		}
		if len(g.cells) >= MaxColumns {
			if text == "" {
				if !more {
					return g.row, g.cells, nil
				}
				continue
			}
			return 0, nil, fault.Invalid(fmt.Sprintf("第 %d 行超过 %d 列。请删除右侧多余的列后再上传。", g.row, MaxColumns))
		}
		g.cells = append(g.cells, cell{text: unguard(text)})
		if !more {
			return g.row, g.cells, nil
		}
	}
}

// field reads one cell; more tells that another follows in the row.
func (g *csvGrid) field() (text string, more bool, err error) {
	var b strings.Builder
	quoted, closed, started := false, false, false
	for {
		r, _, err := g.r.ReadRune()
		if errors.Is(err, io.EOF) && quoted {
			return "", false, fault.Invalid(fmt.Sprintf("第 %d 行有一个单元格的引号没有闭合，后面的内容无法分清。请补上引号，或改用 .xlsx 文件。", g.row))
		}
		if err != nil {
			return b.String(), false, err
		}
		switch {
		case quoted && r == '"':
			if next, _, err := g.r.ReadRune(); err == nil && next == '"' {
				b.WriteRune('"')
			} else {
				if err == nil {
					_ = g.r.UnreadRune() // cannot fail straight after ReadRune
				}
				quoted, closed = false, true
			}
			continue
		case quoted:
		case r == '"' && !started && !closed:
			quoted = true
			continue
		case r == g.comma:
			return b.String(), true, nil
		case r == '\n':
			return b.String(), false, nil
		case r == '\r':
			if next, _, err := g.r.ReadRune(); err == nil && next != '\n' {
				_ = g.r.UnreadRune() // cannot fail straight after ReadRune
			}
			return b.String(), false, nil
		}
		started = true
		if b.WriteRune(r); b.Len() > csvCellMost {
			return "", false, fault.Invalid(fmt.Sprintf("第 %d 行有单元格的内容超过 1 MB，系统无法读取。请检查引号是否配对，或删减内容。", g.row))
		}
	}
}

// guard keeps a table program from running a cell of a CSV file as a formula; unguard takes the mark off again.
func guard(s string, number bool) string {
	if s == "" || number {
		return s
	}
	if strings.ContainsRune("=+-@\t\r", rune(s[0])) || strings.HasPrefix(s, "＝") || strings.HasPrefix(s, "＋") || strings.HasPrefix(s, "＠") {
		return "'" + s
	}
	return s
}

func unguard(s string) string {
	if len(s) > 1 && s[0] == '\'' && (strings.ContainsRune("=+-@\t\r", rune(s[1])) || guard(s[1:], false) != s[1:]) {
		return s[1:]
	}
	return s
}
