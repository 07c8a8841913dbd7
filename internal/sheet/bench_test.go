package sheet

import (
	"io"
	"os"
	"testing"
)

const benchRows, benchColumns = 100_000, 30

func BenchmarkExportXLSX(b *testing.B) {
	for b.Loop() {
		if err := wideNoun(benchColumns).Export(io.Discard, XLSX, repeat(benchRows, benchColumns)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkExportCSV(b *testing.B) {
	for b.Loop() {
		if err := wideNoun(benchColumns).Export(io.Discard, CSV, repeat(benchRows, benchColumns)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadXLSX(b *testing.B) { benchmarkRead(b, XLSX) }

func BenchmarkReadCSV(b *testing.B) { benchmarkRead(b, CSV) }

func benchmarkRead(b *testing.B, format Format) {
	path := b.TempDir() + "/wide"
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	if err := wideNoun(benchColumns).Export(f, format, repeat(benchRows, benchColumns)); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		s, err := OpenFile(path)
		if err != nil {
			b.Fatal(err)
		}
		r, err := wideNoun(benchColumns).Read(s)
		if err != nil {
			b.Fatal(err)
		}
		for row, err := range r.Rows() {
			if err != nil || !row.OK() {
				b.Fatal(err, row.Faults)
			}
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
