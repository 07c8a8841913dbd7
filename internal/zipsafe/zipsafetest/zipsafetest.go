// Package zipsafetest makes the archives that tests read: zip files, and the office documents that are such files.
package zipsafetest

import (
	"archive/zip"
	"bytes"
	"testing"
)

// Pack gives an archive with these entries by name.
func Pack[T ~string | ~[]byte](t testing.TB, entries map[string]T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range entries {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
