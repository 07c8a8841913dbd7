package listing

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/document"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/job"
	"qingshen/internal/store"
)

// LetterFile is a notice as a file: what was produced once and is kept with its hash, not what would be composed today.
type LetterFile struct {
	Name    string
	content func() (io.ReadCloser, error)
}

// Write writes the kept document.
func (f *LetterFile) Write(w io.Writer) error {
	content, err := f.content()
	if err != nil {
		return err
	}
	defer content.Close()
	_, err = io.Copy(w, content)
	return err
}

// letterFile gives the file of a notice that has one, to an actor who may read the notice.
func (s *Service) letterFile(ctx context.Context, n *Notice) *LetterFile {
	return &LetterFile{Name: fileName(n), content: func() (io.ReadCloser, error) {
		_, content, err := s.files.Content(ctx, n.FileID)
		return content, err
	}}
}

// purposeNotice is what the file of a notice is for, among the files of its record.
const purposeNotice = "notice"

// Files says who answers for the files of notices: who reads a notice reads its file, and nobody adds or removes one.
func (s *Service) Files() file.Owner {
	see := func(tx *store.Tx, id string) (store.Subject, error) {
		if !tx.Actor().Can(access.ViewListing) {
			return store.Subject{}, fault.NotFound("该告知书")
		}
		n, err := store.Find[Notice](tx, id, "该告知书")
		if err != nil {
			return store.Subject{}, err
		}
		return n.Subject(), nil
	}
	return file.Owner{See: see, Change: func(tx *store.Tx, id string) (store.Subject, error) {
		subject, err := see(tx, id)
		if err == nil {
			err = fault.Forbidden("告知书文件由系统制作并封存，任何人不能增减。")
		}
		return subject, err
	}}
}

// write stores the document of a notice, before its record names it.
func (s *Service) write(ctx context.Context, n *Notice, letter *Letter) (file.Blob, error) {
	var content bytes.Buffer
	if err := document.Write(&content, letter.Document()); err != nil {
		return file.Blob{}, err
	}
	return s.files.Put(ctx, fileName(n), &content)
}

// writeAll stores the documents of several notices, by notice.
func (s *Service) writeAll(ctx context.Context, page []*Notice, letters []*Letter) (map[string]file.Blob, error) {
	contents := make([]file.Content, len(page))
	for k, n := range page {
		var content bytes.Buffer
		if err := document.Write(&content, letters[k].Document()); err != nil {
			return nil, err
		}
		contents[k] = file.Content{Name: fileName(n), Bytes: content.Bytes()}
	}
	blobs, err := s.files.PutAll(ctx, contents)
	stored := map[string]file.Blob{}
	for k, b := range blobs {
		stored[page[k].ID] = b
	}
	return stored, err
}

// keep names the stored document in the notice. The system produces it, whoever gave the occasion.
func (s *Service) keep(tx *store.Tx, n *Notice, blob file.Blob) error {
	f, err := s.files.Save(tx.As(access.System), n.Subject(), purposeNotice, blob)
	if err == nil {
		n.FileID, n.SHA256 = f.ID, f.SHA256
	}
	return err
}

// keepLetter produces the file of a notice that has none within a decision on it, which saves the notice.
func (s *Service) keepLetter(tx *store.Tx, n *Notice) error {
	if n.FileID != "" {
		return nil
	}
	letter, err := s.letter(tx, n)
	if err != nil {
		return err
	}
	blob, err := s.write(tx.Context(), n, letter)
	if err != nil {
		return err
	}
	return s.keep(tx, n, blob)
}

// kept gives a notice that has its file; one that has none yet gets it.
func (s *Service) kept(ctx context.Context, id string) (*Notice, error) {
	find := func(tx *store.Tx) (*Notice, error) { return store.Find[Notice](tx, id, "该告知书") }
	n, err := store.Read(ctx, s.db, find)
	if err != nil || n.FileID != "" {
		return n, err
	}
	if err := s.produce(ctx, []*Notice{n}); err != nil {
		return nil, err
	}
	return store.Read(ctx, s.db, find)
}

// lettersAtOnce is how many notices get their files in one transaction: others may write between two of them.
const lettersAtOnce = 50

// produceAll gives every notice of a published list its file. It goes on where an earlier run was interrupted.
func (s *Service) produceAll(ctx context.Context, run *job.Run, l *List) error {
	for done := int64(0); ; {
		page, err := store.Read(ctx, s.db, func(tx *store.Tx) ([]*Notice, error) { return unwritten(tx, l.ID, lettersAtOnce) })
		if err != nil || len(page) == 0 {
			return err
		}
		if err := s.produce(ctx, page); err != nil {
			return err
		}
		done = min(done+int64(len(page)), l.RowsTotal)
		if err := run.Step(ctx, done, l.RowsTotal, "名单已公布，正在制作告知书"); err != nil {
			return err
		}
	}
}

// produce writes the documents of notices beside the database and then names them in the records that still have none.
func (s *Service) produce(ctx context.Context, page []*Notice) error {
	letters, err := store.Read(ctx, s.db, func(tx *store.Tx) ([]*Letter, error) { return s.lettersOf(tx, page) })
	if err != nil {
		return err
	}
	stored, err := s.writeAll(ctx, page, letters)
	if err != nil {
		return err
	}
	err = store.Do(ctx, s.db, func(tx *store.Tx) error {
		without, err := still(tx, page)
		if err != nil {
			return err
		}
		for _, n := range without {
			if err := s.keep(tx, n, stored[n.ID]); err != nil {
				return err
			}
			if err := tx.As(access.System).SaveNoted("notice.produce", n.sealed(), n); err != nil {
				return err
			}
		}
		return nil
	})
	if fault.Is(err, fault.KindConflict) {
		return nil // somebody has just written one of them; it is looked at again
	}
	return err
}

// lettersOf composes the letters of several notices, reading lists and plans once.
func (s *Service) lettersOf(tx *store.Tx, page []*Notice) ([]*Letter, error) {
	rows, err := rowsOfNotices(tx, page)
	if err != nil {
		return nil, err
	}
	published, begun := map[string]*List{}, map[string]*Plan{}
	out := make([]*Letter, len(page))
	for k, n := range page {
		row := rows[n.RowID]
		if published[n.ListID] == nil {
			if published[n.ListID], err = s.listOf(tx, n); err != nil {
				return nil, err
			}
		}
		key := fmt.Sprintf("%s %d", n.OfficeCode, row.Year)
		if _, known := begun[key]; !known {
			if begun[key], err = planOf(tx, n.OfficeCode, row.Year); err != nil {
				return nil, err
			}
		}
		out[k] = s.compose(tx.Law(), n, row, published[n.ListID], begun[key])
	}
	return out, nil
}

// LetterFile gives the document of one notice; a download by the enterprise is noted.
func (s *Service) LetterFile(ctx context.Context, id string) (*LetterFile, error) {
	n, err := s.kept(ctx, id)
	if err != nil {
		return nil, err
	}
	if !reader(ctx) {
		return s.letterFile(ctx, n), nil
	}
	return s.letterFile(ctx, n), s.noteDownload(ctx, id)
}

// fileName names the file by number and enterprise, without signs that file systems refuse.
func fileName(n *Notice) string {
	return cleanName(n.DocumentNo + " " + n.EnterpriseName + ".docx")
}

func cleanName(name string) string {
	clean := strings.NewReplacer("/", "_", `\`, "_", ":", "_", "*", "_", "?", "_", `"`, "_", "<", "_", ">", "_", "|", "_")
	return clean.Replace(name)
}

// LetterFiles gives the documents of all notices of a query, page by page, for one archive.
func (s *Service) LetterFiles(ctx context.Context, in NoticeQuery) func(yield func(*LetterFile, error) bool) {
	return func(yield func(*LetterFile, error) bool) {
		for after := ""; ; {
			page, err := s.letterPage(ctx, in, after)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, n := range page {
				if !yield(s.letterFile(ctx, n), nil) {
					return
				}
				after = n.ID
			}
			if len(page) == 0 {
				return
			}
		}
	}
}

// letterPage gives the next notices, each with its file.
func (s *Service) letterPage(ctx context.Context, in NoticeQuery, after string) ([]*Notice, error) {
	next := func(tx *store.Tx) ([]*Notice, error) { return noticesAfter(tx, in, after, lettersAtOnce) }
	page, err := store.Read(ctx, s.db, next)
	if err != nil {
		return nil, err
	}
	var without []*Notice
	for _, n := range page {
		if n.FileID == "" {
			without = append(without, n)
		}
	}
	if len(without) == 0 {
		return page, nil
	}
	if err := s.produce(ctx, without); err != nil {
		return nil, err
	}
	return store.Read(ctx, s.db, next)
}
