package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf16"

	"qingshen/internal/fault"
	"qingshen/internal/zipsafe"
)

// Source is an opened table file. Close it: it may hold a temporary file.
type Source struct {
	format Format
	book   *workbook // xlsx
	table  *csvTable // csv
	close  func() error
}

// grid is one sheet, read from top to bottom. next gives io.EOF after the last row.
// The cells are valid until the next call.
type grid interface {
	next() (row int, cells []cell, err error)
	Close() error
}

// Format tells what the file is, by its content.
func (s *Source) Format() Format { return s.format }

// Close frees the temporary files.
func (s *Source) Close() error {
	var err error
	if s.book != nil {
		err = s.book.Close()
	}
	if s.close != nil {
		if e := s.close(); err == nil {
			err = e
		}
	}
	return err
}

// OpenFile opens a table file on disk.
func OpenFile(path string) (*Source, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	s, err := Open(f, info.Size())
	if err != nil {
		f.Close()
		return nil, err
	}
	s.close = f.Close
	return s, nil
}

// Open tells the format from the content, never from the name, and refuses with a Chinese fault what cannot be
// read: old, encrypted and disguised files, and files built to exhaust the machine. r must stay readable until Close.
func Open(r io.ReaderAt, size int64) (*Source, error) {
	if size == 0 {
		return nil, fault.Invalid("文件是空的。请选择填好的 .xlsx 或 .csv 文件。")
	}
	if size > maxBytes {
		return nil, fault.TooLarge(fmt.Sprintf("文件有 %d MB，超过 %d MB 的上限。请拆分成几个文件上传。", size>>20, maxBytes>>20))
	}
	head := make([]byte, min(size, 4096))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read head of table file: %w", err)
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		z, err := zipsafe.Open(r, size, zipsafe.Office)
		if err != nil {
			return nil, err
		}
		book, err := openWorkbook(z)
		if err != nil {
			return nil, err
		}
		return &Source{format: XLSX, book: book}, nil
	case bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		return nil, compoundFault(r, size)
	}
	if err := disguise(head); err != nil {
		return nil, err
	}
	table, err := openCSV(r, size)
	if err != nil {
		return nil, err
	}
	return &Source{format: CSV, table: table}, nil
}

// compoundFault tells the two kinds of old container apart: an encrypted xlsx, and a workbook before 2007.
func compoundFault(r io.ReaderAt, size int64) error {
	var mark []byte
	for _, u := range utf16.Encode([]rune("EncryptedPackage")) {
		mark = append(mark, byte(u), byte(u>>8))
	}
	buf := make([]byte, 1<<20)
	for at := int64(0); at < size; at += int64(len(buf) - len(mark)) {
		n, err := r.ReadAt(buf, at)
		if bytes.Contains(buf[:n], mark) {
			return fault.Invalid("文件设置了打开密码，系统无法读取。请在 Excel 或 WPS 中取消密码（文件—信息—保护工作簿），保存后再上传。")
		}
		if err != nil {
			break
		}
	}
	return fault.Invalid("这是旧版 .xls（或 WPS 的 .et）格式，系统无法读取。请用 Excel 或 WPS 打开，选择“另存为”，类型选 .xlsx，再上传另存的文件。")
}

// disguise finds what is neither a workbook nor plain text, whatever its name says.
func disguise(head []byte) error {
	text := strings.ToLower(strings.TrimLeft(string(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF"))), " \t\r\n"))
	for _, mark := range []string{"<!doctype", "<html", "<head", "<table", "<meta", "<?xml", "<xml", "<style", "mime-version:"} {
		if strings.HasPrefix(text, mark) {
			return fault.Invalid("文件名像表格，内容却是网页（多由其他系统导出）。请用 Excel 或 WPS 打开，选择“另存为”，类型选 .xlsx，再上传另存的文件。")
		}
	}
	for _, k := range []struct{ magic, what string }{
		{"%pdf", "PDF"}, {"\x89png", "图片"}, {"\xff\xd8\xff", "图片"}, {"gif8", "图片"}, {"rar!", "压缩包"},
		{"7z\xbc\xaf", "压缩包"}, {"\x1f\x8b", "压缩包"}, {"{\\rtf", "RTF 文档"},
	} {
		if strings.HasPrefix(text, strings.ToLower(k.magic)) || bytes.HasPrefix(head, []byte(k.magic)) {
			return fault.Invalid("这是" + k.what + "，不是表格。请上传 .xlsx 或 .csv 文件。")
		}
	}
	return nil
}
