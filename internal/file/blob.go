package file

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"qingshen/internal/fault"
)

// Blob is what is known of content that has been stored.
type Blob struct {
	SHA256    string
	Size      int64
	MediaType string // found in the content, never what the sender said
	Name      string // cleaned, fit for showing and for any disk
}

// Store keeps content in a folder, each under its SHA-256. Content is written beside, flushed to the disk and then
// renamed, so that a file is there whole or not at all.
type Store struct{ folder string }

// NewStore opens a folder and clears what a crash left unfinished.
func NewStore(folder string) (*Store, error) {
	s := &Store{folder}
	if err := os.RemoveAll(s.unfinished()); err != nil {
		return nil, fmt.Errorf("clear unfinished uploads: %w", err)
	}
	if err := os.MkdirAll(s.unfinished(), 0o700); err != nil {
		return nil, fmt.Errorf("create the folder for files: %w", err)
	}
	return s, nil
}

func (s *Store) unfinished() string { return filepath.Join(s.folder, "unfinished") }

var hash = regexp.MustCompile(`^[0-9a-f]{64}$`)

// path gives where content lies: two levels of 256 folders each keep listings short.
func (s *Store) path(sha string) (string, error) {
	if !hash.MatchString(sha) {
		return "", fault.NotFound("文件")
	}
	return filepath.Join(s.folder, sha[:2], sha[2:4], sha), nil
}

// Put stores content under its hash. It reads no more than limit bytes and never holds the file in memory. The content
// must be one of the accepted kinds, and the kind that the name says; all else is refused with a Chinese fault and
// leaves nothing behind.
func (s *Store) Put(ctx context.Context, name string, r io.Reader, limit int64) (Blob, error) {
	b, f, err := s.receive(ctx, name, r, limit)
	if f != nil {
		defer os.Remove(f.Name()) // does nothing once it has been renamed
		defer f.Close()
	}
	if err != nil {
		return b, err
	}
	return b, s.settle(f, b.SHA256)
}

// receive writes content into an unfinished file, which the caller closes and removes if there is one.
func (s *Store) receive(ctx context.Context, name string, r io.Reader, limit int64) (Blob, *os.File, error) {
	b := Blob{Name: CleanName(name)}
	if err := accepted(b.Name); err != nil {
		return b, nil, err // before a byte is read
	}
	f, err := os.CreateTemp(s.unfinished(), "upload-")
	if err != nil {
		return b, nil, fmt.Errorf("begin upload: %w", err)
	}
	sum := sha256.New()
	b.Size, err = io.Copy(io.MultiWriter(f, sum), io.LimitReader(&interruptible{ctx, r}, limit+1))
	switch {
	case err != nil:
		return b, f, fmt.Errorf("receive upload: %w", err)
	case b.Size > limit:
		return b, f, tooLarge(b.Name, limit)
	}
	if b.MediaType, err = inspect(f, b.Size, b.Name); err != nil {
		return b, f, err
	}
	b.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return b, f, nil
}

// settle flushes and renames. The same content again takes the place of the first, which makes it young for Sweep.
func (s *Store) settle(f *os.File, sha string) error {
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write file: %w", err)
	}
	path, err := s.name(f, sha)
	if err != nil {
		return err
	}
	// The name is safe only when the folders that hold it are flushed, too.
	for _, folder := range []string{filepath.Dir(path), filepath.Dir(filepath.Dir(path)), s.folder} {
		if err := flush(folder); err != nil {
			return fmt.Errorf("write file: %w", err)
		}
	}
	return nil
}

// name gives a flushed file the name of its content.
func (s *Store) name(f *os.File, sha string) (string, error) {
	path, err := s.path(sha)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", fmt.Errorf("write file: %w", err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return "", fmt.Errorf("write file: %w", err)
	}
	return path, nil
}

func flush(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Open gives the content.
func (s *Store) Open(sha string) (*os.File, error) {
	path, err := s.path(sha)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.NotFound("文件")
	}
	return f, err
}

// Stat gives the size of the content.
func (s *Store) Stat(sha string) (int64, error) {
	path, err := s.path(sha)
	if err != nil {
		return 0, err
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, fault.NotFound("文件")
	}
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// Delete removes the content. Removing what is not there is no error.
func (s *Store) Delete(sha string) error {
	path, err := s.path(sha)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// old tells whether content was last stored before this instant.
func (s *Store) old(sha string, before time.Time) bool {
	path, err := s.path(sha)
	if err != nil {
		return false
	}
	info, err := os.Stat(path)
	return err == nil && info.ModTime().Before(before)
}

// each calls do with the hash of all content that was last stored before this instant.
func (s *Store) each(before time.Time, do func(sha string) error) error {
	return filepath.WalkDir(s.folder, func(_ string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // removed while we walk
		case err != nil || d.IsDir() || !s.old(d.Name(), before):
			return err
		}
		return do(d.Name())
	})
}

// interruptible stops reading when the request has ended.
type interruptible struct {
	ctx context.Context
	r   io.Reader
}

func (i *interruptible) Read(p []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	return i.r.Read(p)
}

func tooLarge(name string, limit int64) error {
	return fault.TooLarge(fmt.Sprintf("“%s”超过 %d MB 的上限，没有保存。请压缩其中的图片，或拆分成几个文件上传。", name, limit>>20))
}
