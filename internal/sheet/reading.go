package sheet

import (
	"slices"
	"strconv"
)

// Titles gives the header cells as they stand in the file.
func (r *Reading[T]) Titles() []string { return slices.Clone(r.layout.titles) }

// Column gives the column of the file in which a column of the noun stands, counted from 0; -1 when it is not there.
func (r *Reading[T]) Column(key string) int {
	for i, c := range r.noun.Columns {
		if c.Key == key {
			return r.layout.at[i]
		}
	}
	return -1
}

// CellName names a cell as table programs do: column 0 of row 5 is A5.
func CellName(column, row int) string {
	name := ""
	for n := column; n >= 0; n = n/26 - 1 {
		name = string(rune('A'+n%26)) + name
	}
	return name + strconv.Itoa(row)
}
