package workbook

import (
	"strings"

	"qingshen/internal/reference"
	"qingshen/internal/sheet"
)

// Division is a column of a division of the province, written as 济南市历下区 or by its code. more are further words.
func Division[T any](key, title string, regions *reference.Service, more map[string]string, field func(*T) *string) sheet.Column[T] {
	c := Text(key, title, field)
	c.Width = 18
	codes := map[string]string{}
	province := regions.Regions()[0].Name
	for _, r := range regions.Regions() {
		label := regions.Label(r.Code)
		codes[closed(label)], codes[closed(below(label, province))], codes[r.Code] = r.Code, r.Code, r.Code
	}
	words := map[string]string{}
	for code, word := range more {
		codes[word], words[code] = code, word
	}
	c.Get = func(l *T) string {
		code := *field(l)
		if word := words[code]; word != "" {
			return word
		}
		if code == "" {
			return ""
		}
		return below(regions.Label(code), province)
	}
	c.Set = func(l *T, text string) error {
		code, known := codes[closed(text)]
		if !known {
			return sheet.Refuse("没有找到“"+text+"”。请按“济南市历下区”的样式写明市和县（市、区），或者填写6位行政区划代码。", "")
		}
		*field(l) = code
		return nil
	}
	return c
}

// closed leaves out the spaces between the names of a city and its county.
func closed(text string) string { return strings.Join(strings.Fields(text), "") }

// below leaves out the name of the province, which everybody knows.
func below(label, province string) string {
	if label == province {
		return label
	}
	return strings.TrimPrefix(label, province)
}
