package store

import (
	"strings"
	"unicode"

	"github.com/uptrace/bun"
)

// People search by any two characters in the middle of a name, which no word index and no trigram index finds. Names
// are therefore indexed by their overlapping pairs of characters (bigrams): a phrase of bigrams is a substring. The
// codes of city and county are filed beside them, so that a broad term inside one city stays cheap.

// Index files the texts under which a record is found; it replaces what was filed before.
func (tx *Tx) Index(s Subject, texts ...string) error {
	return tx.db.engine.index(tx, s.Type, s.ID, searchWords(s.RegionCode, texts))
}

// Matching keeps the rows whose texts hold every word of the term, as a substring.
func (tx *Tx) Matching(q *bun.SelectQuery, term string) *bun.SelectQuery {
	phrases := words(term)
	if len(phrases) == 0 {
		return q.Where("1 = 0")
	}
	place := ""
	if region := tx.actor.Place.Region; len(region) >= 4 && len(tx.actor.Place.Former) == 0 {
		place = "r" + region
	}
	return tx.db.engine.match(q, phrases, place)
}

// Latest gives the order of a list with the latest record first, which may be narrowed by Matching with this term.
func (tx *Tx) Latest(term string) string {
	if len(words(term)) == 0 {
		return "?TableAlias.id DESC"
	}
	return tx.db.engine.latestMatch()
}

// searchWords gives the phrases to file: one list of bigrams for each word, then the place.
func searchWords(region string, texts []string) [][]string {
	var out [][]string
	for _, text := range texts {
		for _, word := range words(text) {
			out = append(out, bigrams(word))
		}
	}
	if len(region) == 6 {
		out = append(out, []string{"r" + region[:4]}, []string{"r" + region})
	}
	return out
}

// words splits a text at everything that is no letter or digit.
func words(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// bigrams gives the overlapping pairs of a word and its last character alone, so that a search for one character,
// which runs as a prefix, finds the last one too.
func bigrams(word string) []string {
	runes := []rune(word)
	out := make([]string, 0, len(runes))
	for i := range runes {
		out = append(out, string(runes[i:min(i+2, len(runes))]))
	}
	return out
}

// pairs gives the bigrams that a phrase must hold: those of the word without the trailing single character.
func pairs(word string) []string {
	grams := bigrams(word)
	if len(grams) > 1 {
		return grams[:len(grams)-1]
	}
	return grams
}
