package file

import (
	"context"
	"io"

	"qingshen/internal/docx"
	"qingshen/internal/sheet"
)

// Reader is the content of a file. Close it.
type Reader interface {
	io.ReadSeekCloser
	io.ReaderAt
}

// The ways in which a file is shown in the browser.
const (
	ShowsPages    = "pages"
	ShowsPicture  = "picture"
	ShowsDocument = "document"
	ShowsTables   = "tables"
	ShowsNothing  = "nothing"
)

// Preview is what the browser shows of a file (预览): pages and pictures it draws itself from the content, office documents
// are read here.
type Preview struct {
	File   *File           `json:"file"`
	Shows  string          `json:"shows" enum:"pages,picture,document,tables,nothing" doc:"显示方式；nothing为只能下载"`
	Blocks []docx.Block    `json:"blocks,omitempty" doc:"文字文件的内容"`
	Sheets []sheet.Glimpse `json:"sheets,omitempty" doc:"各工作表的开头"`
	Cut    bool            `json:"cut" doc:"内容较多，只显示前一部分"`
}

const (
	previewSheets  = 20
	previewRows    = 500
	previewColumns = 60
)

// Preview shows a file to an actor who may see its record.
func (s *Service) Preview(ctx context.Context, id string) (*Preview, error) {
	f, content, err := s.Content(ctx, id)
	if err != nil {
		return nil, err
	}
	defer content.Close()
	p := &Preview{File: f, Shows: ShowsNothing}
	switch f.MediaType {
	case typePDF:
		p.Shows = ShowsPages
	case typePNG, typeJPEG:
		p.Shows = ShowsPicture
	case typeDOCX:
		p.Shows = ShowsDocument
		p.Blocks, p.Cut, err = docx.Read(content, f.Size)
	case typeXLSX, typeCSV:
		p.Shows = ShowsTables
		err = p.tables(content, f.Size)
	}
	return p, err
}

func (p *Preview) tables(content io.ReaderAt, size int64) error {
	source, err := sheet.Open(content, size)
	if err != nil {
		return err
	}
	defer source.Close()
	p.Sheets, err = source.Glimpse(previewSheets, previewRows, previewColumns)
	return err
}
