package file

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	_ "image/jpeg" // dimensions of photographs
	_ "image/png"  // and of drawings
	"io"
	"path"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"qingshen/internal/fault"
	"qingshen/internal/zipsafe"
)

// kind is one accepted sort of file. Its media type is the one under which it is stored and sent.
type kind struct {
	extensions []string
	mediaType  string
	label      string
}

const (
	typePDF  = "application/pdf"
	typeDOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	typeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	typeOFD  = "application/ofd"
	typeCSV  = "text/csv"
	typePNG  = "image/png"
	typeJPEG = "image/jpeg"
)

// kinds is the whole of what is accepted. Containers of anything (zip, rar) are not, since nobody can tell their content.
var kinds = []kind{
	{[]string{".pdf"}, typePDF, "PDF"},
	{[]string{".ofd"}, typeOFD, "OFD 版式文件"},
	{[]string{".docx"}, typeDOCX, "Word 文档"},
	{[]string{".xlsx"}, typeXLSX, "Excel 工作簿"},
	{[]string{".csv"}, typeCSV, "CSV 表格"},
	{[]string{".png"}, typePNG, "PNG 图片"},
	{[]string{".jpg", ".jpeg"}, typeJPEG, "JPG 图片"},
}

const acceptedList = "可以上传 PDF、OFD、Word（.docx）、Excel（.xlsx）、CSV 和图片（.jpg、.png）。"

// accepted refuses a file by its name alone, with a way out for the old formats.
func accepted(name string) error {
	ext := strings.ToLower(path.Ext(name))
	if slices.ContainsFunc(kinds, func(k kind) bool { return slices.Contains(k.extensions, ext) }) {
		return nil
	}
	way := acceptedList
	switch ext {
	case ".doc", ".wps", ".rtf":
		way = "请用 Word 或 WPS 打开，选择“另存为”，类型选 .docx，再上传另存的文件。"
	case ".xls", ".et":
		way = "请用 Excel 或 WPS 打开，选择“另存为”，类型选 .xlsx，再上传另存的文件。"
	case ".docm", ".dotm", ".xlsm", ".xltm":
		way = "该格式带有宏，可能有害。请另存为不带宏的 .docx 或 .xlsx 再上传。"
	case ".zip", ".rar", ".7z":
		way = "请解压后逐个上传。" + acceptedList
	case ".bmp", ".gif", ".tif", ".tiff", ".webp", ".heic":
		way = "请转换为 .jpg 或 .png 再上传。"
	}
	return fault.Invalid("不接受“"+name+"”这种格式，没有保存。"+way, fault.Field{Path: "file", Message: way, Value: name})
}

// inspect tells what the content is and refuses what is not accepted, does not agree with its name, or would harm
// those who open it.
func inspect(r io.ReaderAt, size int64, name string) (string, error) {
	if size == 0 {
		return "", refuse(name, "是空文件（0 字节）。请确认文件已经保存，再重新选择。")
	}
	found, err := detect(r, size, name)
	if err != nil {
		return "", err
	}
	ext := strings.ToLower(path.Ext(name))
	for _, k := range kinds {
		if k.mediaType == found && slices.Contains(k.extensions, ext) {
			return found, nil
		}
	}
	for _, k := range kinds {
		if k.mediaType == found {
			return "", refuse(name, fmt.Sprintf("的内容是%s，与扩展名 %s 不符。请用正确的扩展名另存后再上传。", k.label, ext))
		}
	}
	return "", refuse(name, fmt.Sprintf("的内容不是 %s 文件（实际为 %s）。请用办公软件打开原文件，另存为 %s 再上传。", ext, found, ext))
}

// detect finds the media type in the content. Containers are opened under limits and judged by their parts.
func detect(r io.ReaderAt, size int64, name string) (string, error) {
	head := make([]byte, min(size, 8192))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return "", fmt.Errorf("read upload: %w", err)
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return container(r, size, name)
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return typePDF, nil
	}
	m := mimetype.Detect(head)
	switch {
	case m.Is(typePNG) || m.Is(typeJPEG):
		return picture(r, size, m.String(), name)
	case m.Is("application/x-ole-storage"):
		return "", refuse(name, "是旧版 Office 格式，或者设置了打开密码。请取消密码，另存为 .docx 或 .xlsx 再上传。")
	case strings.EqualFold(path.Ext(name), ".csv"):
		return table(head, m)
	}
	media, _, _ := strings.Cut(m.String(), ";")
	return media, nil
}

// table takes text for a CSV table, in any encoding that Chinese offices save, unless it is text of another kind.
func table(head []byte, m *mimetype.MIME) (string, error) {
	utf16 := bytes.HasPrefix(head, []byte("\xFF\xFE")) || bytes.HasPrefix(head, []byte("\xFE\xFF"))
	media, _, _ := strings.Cut(m.String(), ";")
	start := strings.ToLower(string(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), " \t\r\n")))
	switch {
	case strings.HasPrefix(start, "<"):
		return "text/html", nil
	case bytes.IndexByte(head, 0) >= 0 && !utf16:
		return media, nil
	case m.Is("text/plain"), strings.HasPrefix(media, "text/") && !m.Is("text/html"), media == "application/octet-stream":
		return typeCSV, nil
	}
	return media, nil
}

// pixelsMost bounds what a picture may unpack to: a photograph of 100 megapixels.
const pixelsMost = 100_000_000

func picture(r io.ReaderAt, size int64, media, name string) (string, error) {
	c, _, err := image.DecodeConfig(io.NewSectionReader(r, 0, size))
	if err != nil {
		return "", refuse(name, "图片已损坏，无法打开。请重新拍摄、扫描或导出后再上传。")
	}
	if c.Width*c.Height > pixelsMost {
		return "", refuse(name, fmt.Sprintf("图片过大（%d×%d 像素）。请缩小后再上传。", c.Width, c.Height))
	}
	return media, nil
}

// container tells the office formats by the type of their main part, as the extension and the file list can lie.
func container(r io.ReaderAt, size int64, name string) (string, error) {
	z, err := zipsafe.Open(r, size, zipsafe.Office)
	if err != nil {
		return "", refuse(name, "："+fault.As(err).Message)
	}
	for _, f := range z.File {
		if lower := strings.ToLower(f.Name); strings.HasSuffix(lower, "vbaproject.bin") || strings.HasSuffix(lower, "vbadata.xml") {
			return "", refuse(name, "带有宏，可能有害。请另存为不带宏的 .docx 或 .xlsx 再上传。")
		}
	}
	if z.Find("OFD.xml") != nil {
		return typeOFD, nil
	}
	f := z.Find("[Content_Types].xml")
	if f == nil {
		return "application/zip", nil
	}
	data, err := z.ReadAll(f, 4<<20)
	if err != nil {
		return "", refuse(name, "已损坏，无法打开。请用 Office 或 WPS 打开，另存后再上传。")
	}
	var types struct {
		Override []struct {
			ContentType string `xml:",attr"`
		}
		Default []struct {
			ContentType string `xml:",attr"`
		}
	}
	if err := xml.Unmarshal(data, &types); err != nil {
		return "", refuse(name, "已损坏，无法打开。请用 Office 或 WPS 打开，另存后再上传。")
	}
	found := "application/zip"
	for _, t := range append(types.Override, types.Default...) {
		switch {
		case strings.Contains(t.ContentType, "macroEnabled"):
			return "", refuse(name, "带有宏，可能有害。请另存为不带宏的 .docx 或 .xlsx 再上传。")
		case t.ContentType == typeDOCX+".main+xml" && z.Find("word/document.xml") != nil:
			found = typeDOCX
		case t.ContentType == typeXLSX+".main+xml":
			found = typeXLSX
		}
	}
	return found, nil
}

func refuse(name, what string) error {
	message := "“" + name + "”" + what
	return fault.Invalid(message, fault.Field{Path: "file", Message: message, Value: name})
}
