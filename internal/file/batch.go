package file

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// Content is something to be stored: a name that people know it by, and its bytes.
type Content struct {
	Name  string
	Bytes []byte
}

// flushesAtOnce is how many flushes are asked of the disk together: it serves waiting ones in one go.
const flushesAtOnce = 16

// PutAll stores several contents as Put does each, and is done when all are safe on the disk: everything is written, then
// flushed together, then named, then each folder that holds one of the names is flushed once.
func (s *Store) PutAll(ctx context.Context, contents []Content, limit int64) ([]Blob, error) {
	out, files := make([]Blob, len(contents)), make([]*os.File, 0, len(contents))
	defer func() {
		for _, f := range files {
			f.Close()
			os.Remove(f.Name()) // does nothing once it has been renamed
		}
	}()
	for i, c := range contents {
		b, f, err := s.receive(ctx, c.Name, bytes.NewReader(c.Bytes), limit)
		if f != nil {
			files = append(files, f)
		}
		if err != nil {
			return nil, err
		}
		out[i] = b
	}
	if err := together(files, func(f *os.File) error { return errors.Join(f.Sync(), f.Close()) }); err != nil {
		return nil, fmt.Errorf("write file: %w", err)
	}
	folders := []string{s.folder}
	for i, f := range files {
		path, err := s.name(f, out[i].SHA256)
		if err != nil {
			return nil, err
		}
		folders = append(folders, filepath.Dir(path), filepath.Dir(filepath.Dir(path)))
	}
	slices.Sort(folders)
	if err := together(slices.Compact(folders), flush); err != nil {
		return nil, fmt.Errorf("write file: %w", err)
	}
	return out, nil
}

// together does the same to each, a few at a time, and gives every error.
func together[T any](all []T, do func(T) error) error {
	faults := make([]error, len(all))
	var wait sync.WaitGroup
	turn := make(chan struct{}, flushesAtOnce)
	for i, one := range all {
		turn <- struct{}{}
		wait.Go(func() {
			faults[i] = do(one)
			<-turn
		})
	}
	wait.Wait()
	return errors.Join(faults...)
}
