// Package law holds the law as data: dated, cited entries, score sheets, index systems, check rules and code tables.
package law

import "embed"

// Files is the whole folder, as built into the binary.
//
//go:embed *
var Files embed.FS
