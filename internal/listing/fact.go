package listing

import (
	"slices"
	"strings"

	"qingshen/internal/sheet"
)

func factHelp(form ReasonForm, field FactField) string {
	text := "列入原因含“" + form.Short + "”时填写。" + field.Help
	if numberedOptions(field) {
		for _, option := range field.Options {
			text += option.Value + "：" + option.Label + "；"
		}
		text = strings.TrimSuffix(text, "；") + "。多个用顿号分开。"
	}
	return text
}

// sortedReasons puts reasons into the order of the law, so that the same reasons are the same line.
func sortedReasons(forms []ReasonForm, reasons []string) []string {
	out := []string{}
	for _, form := range forms {
		if slices.Contains(reasons, form.ID) {
			out = append(out, form.ID)
		}
	}
	return out
}

// factText writes a fact as the table shows it: choices in words, or by their numbers where the words would not fit a cell.
func factText(field FactField, value string) string {
	if field.Kind != "choice" && field.Kind != "choices" {
		return value
	}
	words := []string{}
	for _, part := range strings.FieldsFunc(value, func(r rune) bool { return r == ',' }) {
		for _, option := range field.Options {
			if option.Value == part && numberedOptions(field) {
				words = append(words, option.Value)
			} else if option.Value == part {
				words = append(words, option.Label)
			}
		}
	}
	return strings.Join(words, "、")
}

// numberedOptions tells whether the words of the options hold the sign that stands between them.
func numberedOptions(field FactField) bool {
	return slices.ContainsFunc(field.Options, func(o FactOption) bool { return strings.Contains(o.Label, "、") })
}

// factValue reads what factText has written.
func factValue(field FactField, text string) (string, error) {
	if field.Kind != "choice" && field.Kind != "choices" {
		return text, nil
	}
	values, known := []string{}, []string{}
	for _, option := range field.Options {
		word := option.Label
		if numberedOptions(field) {
			word = option.Value
		}
		known = append(known, word)
		if slices.Contains(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("、，,；; ", r) }), word) {
			values = append(values, option.Value)
		}
	}
	if len(values) == 0 && text != "" {
		return "", sheet.Refuse("“"+text+"”不在可以选择的内容中，请填写："+strings.Join(known, "、")+"，多个用顿号分开。", "")
	}
	return strings.Join(values, ","), nil
}
