// Package web holds the browser workspace as it was built, so that the binary carries it.
package web

import (
	"embed"
	"io/fs"
)

// all: keeps dist/.gitkeep in, so that plain go build works where Node never ran.
//
//go:embed all:dist
var dist embed.FS

// Dist returns the built files with index.html at the root; without a build it holds only .gitkeep.
func Dist() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // cannot happen: the folder is named in the directive above
	}
	return sub
}
