package app

import (
	"errors"
	"io/fs"
	"os"

	"qingshen/law"
)

// codesOf gives the code tables: those in the operator's law folder in preference to those built in, so that a county that
// is merged needs a line in codes/region_changes.csv and no release.
func codesOf(overlay string) fs.FS {
	if overlay == "" {
		return law.Files
	}
	return overlaid{os.DirFS(overlay), law.Files}
}

type overlaid struct{ own, built fs.FS }

// Open opens a file of the overlay or, where that has none, the one built in.
func (o overlaid) Open(name string) (fs.File, error) {
	f, err := o.own.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return o.built.Open(name)
	}
	return f, err
}

// papersOf gives the forms of the dossier with their rules and outlines: the operator's folder may add editions, or replace files.
func papersOf(overlay string) fs.FS {
	if overlay == "" {
		return law.Files
	}
	return law.Over(os.DirFS(overlay))
}
