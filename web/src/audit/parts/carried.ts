/**
 * Rows of a new round that still say what the last round said. The mark goes with its row through sorting, removal, taking back and the
 * draft in the browser; to the server go the numbers of the rows.
 */
type Row = Record<string, unknown>

export const carriedKey = '_carried'

export const isCarried = (row: Row | undefined): boolean => row?.[carriedKey] === true

export function confirm(row: Row): void {
  delete row[carriedKey]
}

/** Rows with the mark on those that the server names, counted from 1. */
export function carry(rows: Row[], unconfirmed: readonly number[] | null | undefined): Row[] {
  const open = new Set(unconfirmed)
  return rows.map((row, i) => (open.has(i + 1) ? { ...row, [carriedKey]: true } : { ...row }))
}

/** The numbers of the rows that nobody has confirmed. */
export const carriedRows = (rows: readonly Row[]): number[] => rows.flatMap((row, i) => (isCarried(row) ? [i + 1] : []))
