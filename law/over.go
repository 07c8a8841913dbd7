package law

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
)

// Over lays a folder over the built-in files: a file of the same name replaces the built-in one, others are added.
func Over(folder fs.FS) fs.FS { return layered{folder, Files} }

type layered struct{ top, bottom fs.FS }

// Open gives the file of the upper folder, else the built-in one.
func (l layered) Open(name string) (fs.File, error) {
	file, err := l.top.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return l.bottom.Open(name)
	}
	return file, err
}

// ReadDir lists both folders, each name once.
func (l layered) ReadDir(name string) ([]fs.DirEntry, error) {
	top, err := fs.ReadDir(l.top, name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	bottom, err := fs.ReadDir(l.bottom, name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	all := append(top, slices.DeleteFunc(bottom, func(e fs.DirEntry) bool {
		return slices.ContainsFunc(top, func(t fs.DirEntry) bool { return t.Name() == e.Name() })
	})...)
	slices.SortFunc(all, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return all, nil
}
