package docx

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"path"
	"strconv"
	"strings"

	"qingshen/internal/zipsafe"
)

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func value(e xml.StartElement) string { return attr(e, "val") }

// on reads a switch, which is on when it is named without a value.
func on(e xml.StartElement) bool {
	switch value(e) {
	case "0", "false", "none", "off":
		return false
	}
	return true
}

// number reads a small positive number; what is none counts one.
func number(s string) int {
	if n, err := strconv.Atoi(s); err == nil && n > 0 && n < 200 {
		return n
	}
	return 1
}

// levels gives the level of heading of each style: by its outline, or by its name where it has none.
func levels(z *zipsafe.Reader) map[string]int {
	var doc struct {
		Style []struct {
			ID   string `xml:"styleId,attr"`
			Name struct {
				Val string `xml:"val,attr"`
			} `xml:"name"`
			Outline *struct {
				Val int `xml:"val,attr"`
			} `xml:"pPr>outlineLvl"`
		} `xml:"style"`
	}
	out := map[string]int{}
	if !part(z, "word/styles.xml", &doc) {
		return out
	}
	for _, s := range doc.Style {
		name := strings.ToLower(s.Name.Val)
		switch level, named := strings.CutPrefix(name, "heading "); {
		case s.Outline != nil && s.Outline.Val < 9:
			out[s.ID] = s.Outline.Val + 1
		case named:
			out[s.ID] = min(number(level), 9)
		case name == "title":
			out[s.ID] = 1
		}
	}
	return out
}

// targets gives the parts that hold the pictures.
func targets(z *zipsafe.Reader) map[string]string {
	var doc struct {
		Relationship []struct {
			ID     string `xml:"Id,attr"`
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
			Mode   string `xml:"TargetMode,attr"`
		}
	}
	out := map[string]string{}
	if !part(z, "word/_rels/document.xml.rels", &doc) {
		return out
	}
	for _, r := range doc.Relationship {
		if strings.HasSuffix(r.Type, "/image") && r.Mode != "External" {
			out[r.ID] = strings.TrimPrefix(path.Join("/word", r.Target), "/")
		}
	}
	return out
}

// part reads a small part; a document without it is shown all the same.
func part(z *zipsafe.Reader, name string, into any) bool {
	f := z.Find(name)
	if f == nil {
		return false
	}
	data, err := z.ReadAll(f, 8<<20)
	return err == nil && xml.Unmarshal(data, into) == nil
}

// picture gives a picture as an address that holds it. Only what every browser draws, and nothing that could do anything.
func (d *reader) picture(relation string) string {
	f := d.book.Find(d.pictures[relation])
	if f == nil {
		return ""
	}
	if f.UncompressedSize64 > pictureMost || d.loaded+int(f.UncompressedSize64) > allPictures {
		d.cut = true
		return ""
	}
	data, err := d.book.ReadAll(f, pictureMost)
	if err != nil {
		return ""
	}
	d.loaded += len(data)
	for magic, media := range map[string]string{"\x89PNG\r\n\x1a\n": "image/png", "\xff\xd8\xff": "image/jpeg", "GIF8": "image/gif"} {
		if bytes.HasPrefix(data, []byte(magic)) {
			return "data:" + media + ";base64," + base64.StdEncoding.EncodeToString(data)
		}
	}
	return ""
}
