package workbook

import (
	"slices"
	"strings"

	"qingshen/internal/sheet"
)

// Text is a column of plain text. Further properties are set on what it gives.
func Text[T any](key, title string, field func(*T) *string) sheet.Column[T] {
	return sheet.Column[T]{Key: key, Title: title,
		Get: func(l *T) string { return *field(l) },
		Set: func(l *T, text string) error { *field(l) = text; return nil }}
}

// Shown is a column for comparison, which an upload does not change.
func Shown[T any](key, title string, field func(*T) *string) sheet.Column[T] {
	return sheet.Column[T]{Key: key, Title: title, Get: func(l *T) string { return *field(l) }}
}

// Pick is a column of one value of a code list, written in its words.
func Pick[T any](key, title string, labels map[string]string, order []string, field func(*T) *string) sheet.Column[T] {
	c := Text(key, title, field)
	c.Kind = sheet.Choice
	for _, k := range order {
		c.Choices = append(c.Choices, labels[k])
	}
	c.Get = func(l *T) string { return labels[*field(l)] }
	c.Set = func(l *T, word string) error {
		for k, label := range labels {
			if label == word {
				*field(l) = k
			}
		}
		return nil
	}
	return c
}

// PickMany is a column of several values of a code list.
func PickMany[T any](key, title string, labels map[string]string, order []string, field func(*T) *[]string) sheet.Column[T] {
	c := sheet.Column[T]{Key: key, Title: title, Kind: sheet.ChoiceList}
	for _, k := range order {
		c.Choices = append(c.Choices, labels[k])
	}
	c.Get = func(l *T) string {
		words := []string{}
		for _, k := range *field(l) {
			words = append(words, labels[k])
		}
		return strings.Join(words, "、")
	}
	c.Set = func(l *T, text string) error {
		*field(l) = []string{}
		for _, word := range strings.Split(text, "、") {
			for _, k := range order {
				if labels[k] == word && !slices.Contains(*field(l), k) {
					*field(l) = append(*field(l), k)
				}
			}
		}
		return nil
	}
	return c
}

// With sets further properties of a column.
func With[T any](c sheet.Column[T], change func(*sheet.Column[T])) sheet.Column[T] {
	change(&c)
	return c
}

// Required marks a column whose cells must not be empty.
func Required[T any](c *sheet.Column[T]) { c.Required = true }

// Identity is a required column by which a record is known.
func Identity[T any](c *sheet.Column[T]) { c.Required, c.Fixed = true, true }
