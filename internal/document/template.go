package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"qingshen/internal/fault"
	"qingshen/internal/zipsafe"
)

// Template is a .docx of the office's own with fields such as {{企业名称}} in its text, headers, footers or tables.
// A field that may stay empty is written {{联系电话?}}. Word often splits a field over several runs: that does not matter.
type Template struct {
	zip   *zip.Reader
	parts map[string]*templatePart // parts that have fields, by name
	order []string                 // names of fields in order of appearance
	must  map[string]bool          // fields that may not stay empty
}

const (
	templatePartLimit = 32 << 20
	templateSizeLimit = 20 << 20
)

// ParseTemplate reads a template and refuses, with one fault that lists everything, files that are no .docx, carry
// macros or outside references, or have fields that do not close.
func ParseTemplate(r io.ReaderAt, size int64) (*Template, error) {
	if size > templateSizeLimit {
		return nil, fault.TooLarge("模板超过 20 MB。请压缩其中的图片后再上传。")
	}
	z, err := zipsafe.Open(r, size, zipsafe.Office)
	if err != nil {
		return nil, err
	}
	if z.Find("word/document.xml") == nil {
		return nil, fault.Invalid("模板不是 .docx 文件。请用 Word 或 WPS 打开，另存为 .docx 再上传。")
	}
	t := &Template{zip: z.Reader, parts: map[string]*templatePart{}, must: map[string]bool{}}
	var list fault.List
	for _, f := range z.File {
		if err := t.read(z, f, &list); err != nil {
			return nil, err
		}
	}
	if err := list.Err("模板有以下问题，不能使用。"); err != nil {
		return nil, err
	}
	for _, name := range t.partNames() {
		for _, field := range t.parts[name].fields {
			if !slices.Contains(t.order, field.name) {
				t.order = append(t.order, field.name)
			}
			t.must[field.name] = t.must[field.name] || !field.optional
		}
	}
	return t, nil
}

// read takes up one entry of the container.
func (t *Template) read(z *zipsafe.Reader, f *zip.File, list *fault.List) error {
	name := strings.ToLower(f.Name)
	if strings.HasSuffix(name, "vbaproject.bin") {
		list.Add(f.Name, "模板带有宏，可能有害。请另存为不带宏的 .docx。")
		return nil
	}
	isRels := strings.HasSuffix(name, ".rels")
	if !isRels && !(strings.HasPrefix(name, "word/") && strings.HasSuffix(name, ".xml")) {
		return nil
	}
	data, err := z.ReadAll(f, templatePartLimit)
	if err != nil {
		return err
	}
	if isRels {
		outside(f.Name, data, list)
		return nil
	}
	part, err := readPart(data)
	if err != nil {
		list.Add(f.Name, "模板内部的“"+f.Name+"”已损坏。请用 Word 或 WPS 打开，另存后再上传。")
		return nil
	}
	for _, open := range part.open {
		list.Add(f.Name, "字段没有写完整：“"+open+"”。字段应写成 {{字段名}}，前后各两个花括号，不能跨段落。")
	}
	if len(part.fields) > 0 {
		t.parts[f.Name] = part
	}
	return nil
}

// outside refuses references to other files: a picture or template on the network would be fetched by every reader.
func outside(name string, data []byte, list *fault.List) {
	var doc struct {
		Relationship []struct {
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
			Mode   string `xml:"TargetMode,attr"`
		}
	}
	if err := xml.Unmarshal(data, &doc); err != nil {
		list.Add(name, "模板内部的“"+name+"”已损坏。请用 Word 或 WPS 打开，另存后再上传。")
		return
	}
	for _, r := range doc.Relationship {
		if r.Mode == "External" && !strings.HasSuffix(r.Type, "/hyperlink") {
			list.Add(name, "模板引用了外部文件“"+r.Target+"”。请把内容嵌入模板，或删除该引用。")
		}
	}
}

// Fields gives the names of the fields in order of appearance.
func (t *Template) Fields() []string { return slices.Clone(t.order) }

// Check refuses, in one fault, fields that values does not know, and fields that are empty though they may not be.
func (t *Template) Check(values map[string]string) error {
	var list fault.List
	var unknown []string
	for _, name := range t.order {
		value, known := values[name]
		switch {
		case !known:
			unknown = append(unknown, name)
			list.Add(name, "模板中的字段“"+name+"”系统不提供。")
		case t.must[name] && blank(value):
			list.Add(name, "字段“"+name+"”没有内容。请先在系统中补充；允许为空的，在模板中写成 {{"+name+"?}}。")
		}
	}
	message := "模板还不能填写。"
	if len(unknown) > 0 {
		known := make([]string, 0, len(values))
		for name := range values {
			known = append(known, name)
		}
		slices.Sort(known)
		message += "可用的字段：" + strings.Join(known, "、") + "。"
	}
	return list.Err(message)
}

// Fill writes the template with its fields filled. Line breaks in a value become line breaks in the document.
func (t *Template) Fill(w io.Writer, values map[string]string) error {
	if err := t.Check(values); err != nil {
		return err
	}
	z := zip.NewWriter(w)
	for _, f := range t.zip.File {
		part, has := t.parts[f.Name]
		if !has {
			if err := z.Copy(f); err != nil {
				return err
			}
			continue
		}
		out, err := z.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: f.Modified})
		if err != nil {
			return err
		}
		if _, err := out.Write(part.fill(values)); err != nil {
			return err
		}
	}
	return z.Close()
}

// partNames gives the document first, then headers and footers by name.
func (t *Template) partNames() []string {
	var names []string
	for name := range t.parts {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if first := "word/document.xml"; a == first || b == first {
			return map[bool]int{true: -1, false: 1}[a == first]
		}
		return strings.Compare(a, b)
	})
	return names
}

// Library finds the office's own templates in the data folder; without one the built-in layout is written.
type Library struct{ Folder string }

// Produce writes the document called name. A template name.docx in the folder goes before the built-in document.
func (l Library) Produce(w io.Writer, name string, values map[string]string, builtIn func() Document) error {
	t, err := l.find(name)
	if err != nil {
		return err
	}
	if t == nil {
		return Write(w, builtIn())
	}
	return t.Fill(w, values)
}

// find gives nil when the office has no template of this name.
func (l Library) find(name string) (*Template, error) {
	if l.Folder == "" {
		return nil, nil
	}
	if !filepath.IsLocal(name) || strings.ContainsAny(name, `/\`) {
		return nil, fault.NotFound("模板“" + name + "”")
	}
	data, err := os.ReadFile(filepath.Join(l.Folder, name+".docx"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return ParseTemplate(bytes.NewReader(data), int64(len(data)))
}
