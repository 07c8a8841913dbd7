package sheet

// At gives the header of a column as it stands in the file, and the cell of a row under it, for faults that only the
// caller can find. Both are empty when the file lacks the column.
func (r *Reading[T]) At(row Row[T], key string) (title, value string) {
	for i, c := range r.noun.Columns {
		if c.Key != key {
			continue
		}
		at := r.layout.at[i]
		if at < 0 {
			return "", ""
		}
		if at < len(row.Raw) {
			value = row.Raw[at]
		}
		return r.layout.titles[at], value
	}
	return "", ""
}
