package file

import (
	"bytes"
	"context"
	"os"
)

// Content is something to be stored: a name that people know it by, and its bytes.
type Content struct {
	Name  string
	Bytes []byte
}

// PutAll stores several contents as Put does each, and is done when all are safe: everything is received, then kept
// together.
func (s *Store) PutAll(ctx context.Context, contents []Content, limit int64) ([]Blob, error) {
	out, all := make([]Blob, len(contents)), make([]finished, 0, len(contents))
	defer func() {
		for _, c := range all {
			c.file.Close()
			os.Remove(c.file.Name()) // does nothing once it has been renamed
		}
	}()
	for i, c := range contents {
		b, f, err := s.receive(ctx, c.Name, bytes.NewReader(c.Bytes), limit)
		if f != nil {
			all = append(all, finished{f, b.SHA256})
		}
		if err != nil {
			return nil, err
		}
		out[i] = b
	}
	return out, s.keep(ctx, all)
}
