package sheet

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"qingshen/internal/fault"
	"qingshen/internal/zipsafe"
)

// sharedStrings is the table of texts of a workbook. A large one lives in a temporary file, so that memory
// holds only where each text ends and one window of the file: sheets refer to texts mostly in their order.
type sharedStrings struct {
	ends   []uint32
	memory []byte
	file   *os.File
	window []byte
	from   int64
}

const (
	stringsInMemory = 8 << 20
	stringsWindow   = 256 << 10
	stringsMost     = MaxRows * 40
)

// Close removes the temporary file.
func (s *sharedStrings) Close() error {
	if s == nil || s.file == nil {
		return nil
	}
	name := s.file.Name()
	return errors.Join(s.file.Close(), os.Remove(name))
}

func readSharedStrings(z *zipsafe.Reader, name string) (*sharedStrings, error) {
	f := z.Find(name)
	if f == nil {
		return nil, nil
	}
	rc, err := f.Open()
	if err != nil {
		return nil, broken(name)
	}
	defer rc.Close()
	s := &sharedStrings{}
	var spill *bufio.Writer
	total := uint64(0)
	err = eachText(newXML(rc), "si", func(text string) error {
		if total += uint64(len(text)); total > 1<<31 || len(s.ends) >= stringsMost {
			return fault.Invalid("工作簿里的文字太多，系统无法读取。请拆分成几个文件上传。")
		}
		s.ends = append(s.ends, uint32(total))
		if spill == nil && len(s.memory)+len(text) <= stringsInMemory {
			s.memory = append(s.memory, text...)
			return nil
		}
		if spill == nil {
			if s.file, err = os.CreateTemp("", "qingshen-strings-"); err != nil {
				return err
			}
			spill = bufio.NewWriterSize(s.file, 1<<16)
			if _, err := spill.Write(s.memory); err != nil {
				return err
			}
			s.memory = nil
		}
		_, err := spill.WriteString(text)
		return err
	})
	if err == nil && spill != nil {
		err = spill.Flush()
	}
	if err != nil {
		return nil, errors.Join(orBroken(err, name), s.Close())
	}
	return s, nil
}

// get gives text number i.
func (s *sharedStrings) get(i int) (string, error) {
	if s == nil || i < 0 || i >= len(s.ends) {
		return "", broken("sharedStrings")
	}
	start, end := int64(0), int64(s.ends[i])
	if i > 0 {
		start = int64(s.ends[i-1])
	}
	if s.file == nil {
		return string(s.memory[start:end]), nil
	}
	if start < s.from || end > s.from+int64(len(s.window)) {
		if cap(s.window) < int(end-start) || s.window == nil {
			s.window = make([]byte, max(stringsWindow, int(end-start)))
		}
		s.window = s.window[:cap(s.window)]
		n, err := s.file.ReadAt(s.window, start)
		if err != nil && !errors.Is(err, io.EOF) {
			return "", fmt.Errorf("read shared strings: %w", err)
		}
		s.window, s.from = s.window[:n], start
	}
	return string(s.window[start-s.from : end-s.from]), nil
}

// eachText calls take with the text of every element of this name: its <t> parts, without the phonetic guides.
func eachText(d *xmlStream, element string, take func(string) error) error {
	inside := false
	var b strings.Builder
	for {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch e := t.(type) {
		case xml.StartElement:
			switch {
			case e.Name.Local == element:
				inside = true
				b.Reset()
			case inside && e.Name.Local == "rPh":
				err = skip(d)
			case inside && e.Name.Local == "t":
				err = gather(d, &b)
			}
		case xml.EndElement:
			if e.Name.Local == element {
				inside = false
				err = take(unescape(b.String()))
			}
		}
		if err != nil {
			return err
		}
	}
}

// gather appends the character data up to the end of the current element.
func gather(d *xmlStream, b *strings.Builder) error {
	for depth := 1; depth > 0; {
		t, err := d.RawToken()
		if err != nil {
			return cutOff(err)
		}
		switch e := t.(type) {
		case xml.CharData:
			b.Write(e)
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
	}
	return nil
}

func skip(d *xmlStream) error {
	var nothing strings.Builder
	return gather(d, &nothing)
}

func cutOff(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// orBroken keeps faults and turns syntax errors of the file into one.
func orBroken(err error, part string) error {
	if fault.Is(err, fault.KindInvalid) || errors.Is(err, os.ErrPermission) {
		return err
	}
	return broken(part)
}

// unescape decodes the _x000D_ notation by which table programs keep control characters.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for {
		at := strings.Index(s, "_x")
		if at < 0 || len(s) < at+7 {
			break
		}
		code, err := strconv.ParseUint(s[at+2:at+6], 16, 16)
		if err != nil || s[at+6] != '_' {
			b.WriteString(s[:at+2])
			s = s[at+2:]
			continue
		}
		b.WriteString(s[:at])
		b.WriteRune(rune(code))
		s = s[at+7:]
	}
	return b.String() + s
}

// xmlStream is a decoder that refuses a piece of text too long for a cell before it fills the memory.
type xmlStream struct {
	*xml.Decoder
	limit *runLimit
}

func newXML(r io.Reader) *xmlStream {
	limit := &runLimit{r: r}
	return &xmlStream{xml.NewDecoder(bufio.NewReaderSize(limit, 1<<16)), limit}
}

// RawToken gives the next token. What the limit says goes before what the decoder makes of the cut.
func (x *xmlStream) RawToken() (xml.Token, error) {
	t, err := x.Decoder.RawToken()
	if err != nil && x.limit.err != nil {
		return nil, x.limit.err
	}
	return t, err
}

// runLimit ends with an error when no tag begins for a megabyte.
type runLimit struct {
	r   io.Reader
	run int
	err error
}

func (l *runLimit) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if at := bytes.LastIndexByte(p[:n], '<'); at >= 0 {
		l.run = n - at
	} else if l.run += n; l.run > 1<<20 {
		l.err = fault.Invalid("有单元格的内容超过 1 MB，系统无法读取。请删减后再上传。")
		return 0, l.err
	}
	return n, err
}
