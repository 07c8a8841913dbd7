package formula

import (
	"fmt"
	"strings"
	"unicode"
)

// The kinds of token.
const (
	tokenNumber = iota
	tokenName
	tokenText
	tokenUnit
	tokenSign
	tokenEnd
)

type token struct {
	kind int
	text string
	at   int
}

// doubles are the signs of two characters.
var doubles = []string{"==", "!=", "<=", ">="}

// scan cuts a formula into its words.
func scan(source string) ([]token, error) {
	runes := []rune(source)
	tokens := []token{}
	for i := 0; i < len(runes); {
		r := runes[i]
		switch {
		case unicode.IsSpace(r):
			i++
			continue
		case r == '"':
			end := i + 1
			for end < len(runes) && runes[end] != '"' {
				end++
			}
			if end == len(runes) {
				return nil, fmt.Errorf("第%d个字符起的引号没有收尾", i+1)
			}
			tokens = append(tokens, token{tokenText, string(runes[i+1 : end]), i})
			i = end + 1
		case r == '[' && i > 0 && len(tokens) > 0 && tokens[len(tokens)-1].kind == tokenNumber:
			end := i
			for end < len(runes) && runes[end] != ']' {
				end++
			}
			if end == len(runes) {
				return nil, fmt.Errorf("第%d个字符起的单位没有收尾", i+1)
			}
			tokens = append(tokens, token{tokenUnit, string(runes[i+1 : end]), i})
			i = end + 1
		case r >= '0' && r <= '9', r == '.' && i+1 < len(runes) && runes[i+1] >= '0' && runes[i+1] <= '9':
			end := run(runes, i, func(r rune) bool { return r >= '0' && r <= '9' || r == '.' })
			tokens = append(tokens, token{tokenNumber, string(runes[i:end]), i})
			i = end
		case unicode.IsLetter(r) || r == '_':
			end := run(runes, i, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || r == '.' })
			tokens = append(tokens, token{tokenName, string(runes[i:end]), i})
			i = end
		default:
			sign, err := signAt(runes, i)
			if err != nil {
				return nil, err
			}
			tokens = append(tokens, token{tokenSign, sign, i})
			i += len([]rune(sign))
		}
	}
	return append(tokens, token{tokenEnd, "", len(runes)}), nil
}

func run(runes []rune, from int, in func(rune) bool) int {
	for from < len(runes) && in(runes[from]) {
		from++
	}
	return from
}

func signAt(runes []rune, i int) (string, error) {
	if i+1 < len(runes) {
		two := string(runes[i : i+2])
		for _, d := range doubles {
			if two == d {
				return d, nil
			}
		}
	}
	if !strings.ContainsRune("+-*/^()[],<>", runes[i]) {
		return "", fmt.Errorf("第%d个字符“%c”无法识别", i+1, runes[i])
	}
	return string(runes[i]), nil
}
