package document

import (
	"strings"
)

// closing may not begin a line, opening may not end one.
const (
	closing = "，。；：、！？）】》”’％%…·"
	opening = "（【《“‘"
)

// wrap breaks a text into lines: between Chinese characters, and between words and figures, never inside them. A closing sign may
// hang over the end of a line by so much.
func (p *volumeWriter) wrap(text string, size, wide, indent, hang float64) []string {
	lines, line, used := []string{}, []rune{}, indent
	flush := func() { lines, line, used = append(lines, strings.TrimRight(string(line), " ")), nil, 0 }
	for _, piece := range pieces(text) {
		w := p.width(piece, size)
		if used+w > wide && len(line) > 0 && !(strings.ContainsAny(piece, closing) && used+w <= wide+hang) {
			flush()
			piece = strings.TrimLeft(piece, " ")
			w = p.width(piece, size)
		}
		for w > wide { // longer than a line
			for _, r := range piece {
				if one := p.width(string(r), size); used+one > wide {
					flush()
				}
				line, used = append(line, r), used+p.width(string(r), size)
			}
			piece, w = "", 0
		}
		line, used = append(line, []rune(piece)...), used+w
	}
	if len(line) > 0 {
		flush()
	}
	return lines
}

// even breaks the text of a cell: nothing stands over its border, and where balanced its lines are nearly of one length, so that
// no single character is left over.
func (p *volumeWriter) even(text string, size, wide float64, balanced bool) []string {
	lines := p.wrap(text, size, wide, 0, 0)
	if !balanced || len(lines) < 2 {
		return lines
	}
	for tight := wide * 0.95; tight > wide/2; tight -= wide * 0.05 {
		closer := p.wrap(text, size, tight, 0, 0)
		if len(closer) > len(lines) {
			break
		}
		lines = closer
	}
	return lines
}

// pieces cuts a text where a line may end.
func pieces(text string) []string {
	out, word := []string{}, ""
	end := func() {
		if word != "" {
			out, word = append(out, word), ""
		}
	}
	hold := "" // an opening sign goes with what follows
	for _, r := range text {
		switch {
		case strings.ContainsRune(opening, r):
			end()
			hold += string(r)
		case strings.ContainsRune(closing, r):
			if word == "" && len(out) > 0 && hold == "" {
				out[len(out)-1] += string(r)
			} else {
				word += string(r)
				end()
			}
		case r < 0x80 && r != ' ' || r == '—' && word != "": // HJ 469—2009
			word, hold = hold+word+string(r), ""
		case r == ' ':
			word += " "
			end()
		default:
			end()
			out, hold = append(out, hold+string(r)), ""
		}
	}
	word = hold + word
	end()
	return out
}
