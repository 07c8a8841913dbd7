package file

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// shelf is where content lies, each under its hash: a folder or a bucket. What a hash names is always whole. What is not
// there is fs.ErrNotExist.
type shelf interface {
	// keep takes finished content; all of it is safe when it returns. The local files are closed and may be gone then.
	keep(ctx context.Context, all []finished) error
	open(ctx context.Context, sha string) (Reader, error)
	// stat gives the size, and when the content was last kept.
	stat(ctx context.Context, sha string) (int64, time.Time, error)
	// remove takes content away; what is not there is no error.
	remove(ctx context.Context, sha string) error
	// each calls do with the hash of all content that was last kept before this instant.
	each(ctx context.Context, before time.Time, do func(sha string) error) error
}

// finished is content that has arrived whole and was found acceptable, in a local file.
type finished struct {
	file *os.File
	sha  string
}

// folder is the shelf on a disk. Content is written beside, flushed and then renamed.
type folder struct{ path string }

// at gives where content lies: two levels of 256 folders each keep listings short.
func (f folder) at(sha string) string { return filepath.Join(f.path, sha[:2], sha[2:4], sha) }

// keep flushes everything together, names it, then flushes each folder that holds one of the names once. The same content
// again takes the place of the first, which makes it young for Sweep.
func (f folder) keep(_ context.Context, all []finished) error {
	if err := together(all, func(c finished) error { return errors.Join(c.file.Sync(), c.file.Close()) }); err != nil {
		return err
	}
	folders := []string{f.path}
	for _, c := range all {
		path := f.at(c.sha)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := os.Rename(c.file.Name(), path); err != nil {
			return err
		}
		folders = append(folders, filepath.Dir(path), filepath.Dir(filepath.Dir(path)))
	}
	// A name is safe only when the folders that hold it are flushed, too.
	slices.Sort(folders)
	return together(slices.Compact(folders), flush)
}

func flush(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func (f folder) open(_ context.Context, sha string) (Reader, error) {
	opened, err := os.Open(f.at(sha))
	if err != nil {
		return nil, err // no file in an interface that is not nil
	}
	return opened, nil
}

func (f folder) stat(_ context.Context, sha string) (int64, time.Time, error) {
	info, err := os.Stat(f.at(sha))
	if err != nil {
		return 0, time.Time{}, err
	}
	return info.Size(), info.ModTime(), nil
}

func (f folder) remove(_ context.Context, sha string) error {
	if err := os.Remove(f.at(sha)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (f folder) each(_ context.Context, before time.Time, do func(sha string) error) error {
	return filepath.WalkDir(f.path, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !hash.MatchString(d.Name()) {
			return ignoreGone(err)
		}
		info, err := d.Info()
		if err != nil || !info.ModTime().Before(before) {
			return ignoreGone(err)
		}
		return do(d.Name())
	})
}

// ignoreGone passes over what was removed while we walk.
func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// atOnce is how many flushes or transfers are asked for together: a disk serves waiting ones in one go.
const atOnce = 16

// together does the same to each, a few at a time, and gives every error.
func together[T any](all []T, do func(T) error) error {
	faults := make([]error, len(all))
	var wait sync.WaitGroup
	turn := make(chan struct{}, atOnce)
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
