package rating_test

import (
	"testing"

	"qingshen/internal/rating"
	"qingshen/law"
)

// Every system that is released holds before lint; the department's own sets are marked as such, and a draft rates nobody.
func TestTheLibraryHolds(t *testing.T) {
	entries, err := rating.Catalogue(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	own := 0
	for _, e := range entries {
		_, err := rating.Library(law.Files, units(t), e.ID)
		if e.Released != (err == nil) {
			t.Errorf("%s: released %v, %v", e.ID, e.Released, err)
		}
		if e.Series == "" || e.From == "" || e.Confidence == "" || e.Source == "" || e.Own != (e.Method == "own") {
			t.Errorf("%s lacks series, date, confidence or source, or is not marked as the department's own", e.ID)
		}
		if e.Own {
			own++
		}
	}
	if own < 7 {
		t.Errorf("%d own sets: hotels, hospitals, schools, logistics, farms, building sites, parks", own)
	}
}
