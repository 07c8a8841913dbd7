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

// Store keeps content, each under its SHA-256, in a folder or in a bucket. It is received into a local folder first and
// examined there, so that a file is on the shelf whole or not at all.
type Store struct {
	local string
	shelf shelf
}

// NewStore opens a folder for content and for what is arriving.
func NewStore(path string) (*Store, error) {
	s := &Store{path, folder{path}}
	for _, p := range []string{s.unfinished(), s.arrivals()} {
		if err := os.MkdirAll(p, 0o700); err != nil {
			return nil, fmt.Errorf("create the folder for files: %w", err)
		}
	}
	return s, nil
}

// NewBucketStore keeps content in a bucket, and in a folder only what is arriving.
func NewBucketStore(ctx context.Context, path string, b Bucket) (*Store, error) {
	s, err := NewStore(path)
	if err != nil {
		return nil, err
	}
	s.shelf, err = openBucket(ctx, b)
	return s, err
}

func (s *Store) unfinished() string { return filepath.Join(s.local, "unfinished") }

// arrivals is where uploads in several parts lie until they are complete.
func (s *Store) arrivals() string { return filepath.Join(s.local, "arrivals") }

const (
	// abandoned is how long nothing has been written to an unfinished file of a process that has died.
	abandoned = time.Hour
	// resumable is how long an upload that broke off can be gone on with.
	resumable = 3 * 24 * time.Hour
)

// clear removes what crashes and broken-off uploads left, to which nothing has been written since. Another process may be
// writing to younger ones.
func (s *Store) clear(now time.Time) error {
	return errors.Join(clear(s.unfinished(), now.Add(-abandoned)), clear(s.arrivals(), now.Add(-resumable)))
}

func clear(path string, before time.Time) error {
	entries, err := os.ReadDir(path)
	for _, e := range entries {
		if info, failed := e.Info(); failed == nil && info.ModTime().Before(before) {
			err = errors.Join(err, ignoreGone(os.Remove(filepath.Join(path, e.Name()))))
		}
	}
	return err
}

var hash = regexp.MustCompile(`^[0-9a-f]{64}$`)

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
	return b, s.keep(ctx, []finished{{f, b.SHA256}})
}

func (s *Store) keep(ctx context.Context, all []finished) error {
	if err := s.shelf.keep(ctx, all); err != nil {
		return fmt.Errorf("keep content: %w", err)
	}
	return nil
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

// Open gives the content. Close it.
func (s *Store) Open(ctx context.Context, sha string) (Reader, error) {
	if !hash.MatchString(sha) {
		return nil, fault.NotFound("文件")
	}
	c, err := s.shelf.open(ctx, sha)
	return c, missing(err)
}

// Stat gives the size of the content.
func (s *Store) Stat(ctx context.Context, sha string) (int64, error) {
	if !hash.MatchString(sha) {
		return 0, fault.NotFound("文件")
	}
	size, _, err := s.shelf.stat(ctx, sha)
	return size, missing(err)
}

func missing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fault.NotFound("文件")
	}
	return err
}

// Delete removes the content. Removing what is not there is no error.
func (s *Store) Delete(ctx context.Context, sha string) error {
	if !hash.MatchString(sha) {
		return fault.NotFound("文件")
	}
	return s.shelf.remove(ctx, sha)
}

// old tells whether content was last stored before this instant.
func (s *Store) old(ctx context.Context, sha string, before time.Time) bool {
	_, kept, err := s.shelf.stat(ctx, sha)
	return err == nil && kept.Before(before)
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
