package audit

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"qingshen/internal/calendar"
	"qingshen/internal/dossier"
	"qingshen/internal/fault"
)

// checker collects all faults of one section of the dossier, each with the path of its cell.
type checker struct {
	today  calendar.Date
	faults fault.List
}

func (c *checker) add(path, message, value string) {
	c.faults = append(c.faults, fault.Field{Path: path, Message: message, Value: value})
}

// text requires a text of at most so many characters.
func (c *checker) text(path, label string, value *string, limit int) {
	*value = strings.TrimSpace(*value)
	if *value == "" {
		c.add(path, "请填写"+label+"。", "")
	}
	c.limit(path, label, value, limit)
}

// limit keeps an optional text short.
func (c *checker) limit(path, label string, value *string, limit int) {
	*value = strings.TrimSpace(*value)
	if n := utf8.RuneCountInString(*value); n > limit {
		c.add(path, fmt.Sprintf("%s有%d个字，最多%d个字，请精简。", label, n, limit), "")
	}
}

// number reads a required quantity that must not be negative, and writes it back in its plain form.
func (c *checker) number(path, label string, value *string) decimal.Decimal {
	if strings.TrimSpace(*value) == "" {
		c.add(path, "请填写"+label+"；确实为零时填写 0。", "")
		return decimal.Zero
	}
	return c.optional(path, label, value)
}

// optional reads a quantity that may be left out.
func (c *checker) optional(path, label string, value *string) decimal.Decimal {
	d := c.signed(path, label, value)
	if d.IsNegative() {
		c.add(path, label+"不能为负数，请核对。", *value)
		return decimal.Zero
	}
	return d
}

// signed reads a quantity that may be left out and may be negative.
func (c *checker) signed(path, label string, value *string) decimal.Decimal {
	if strings.TrimSpace(*value) == "" {
		*value = ""
		return decimal.Zero
	}
	d, refused := dossier.Number(*value)
	if refused != "" {
		c.add(path, label+"“"+*value+"”"+refused, *value)
		return decimal.Zero
	}
	*value = d.String()
	return d
}

// choice requires one of the words.
func (c *checker) choice(path, label, value string, of []string) bool {
	if slices.Contains(of, value) {
		return true
	}
	if value == "" {
		c.add(path, "请选择"+label+"。可选："+strings.Join(of, "、")+"。", "")
	} else {
		c.add(path, label+"“"+value+"”不在可选范围内。可选："+strings.Join(of, "、")+"。", value)
	}
	return false
}

// date takes a date that may be left out.
func (c *checker) date(path, label string, value calendar.Date) {
	if !value.Valid() {
		c.add(path, label+"“"+string(value)+"”不是日期，请按 2026-03-31 的样式填写。", string(value))
	}
}
