/** The headings above a block of a spreadsheet: which column each cell names, for which year, in which unit. */
import type { EntryColumn } from './columns'
import { unitsOnly } from './paste'

export interface Heading {
  /** The words of the heading without its year and unit. */
  words: string
  column?: EntryColumn
  year?: number
  unit?: string
  /** The column into which the year of the heading goes. */
  yearColumn?: string
}
export interface Head {
  /** Null where the block begins with figures. */
  cells: Heading[] | null
  /** How many lines of the block are headings and units. */
  lines: number
}

const brackets = /[（(]\s*([^（）()]*)\s*[)）]\s*$/
const yearIn = /(?<!\d)((?:19|20)\d{2})(?!\d)\s*年?度?/
const aUnit = (text: string): boolean => unitsOnly([text])

/** The column that these words mean: its title, a title that begins with them and is the only one, or the cell for a figure taken from a report. */
export function columnOf(words: string, columns: readonly EntryColumn[]): EntryColumn | undefined {
  const plain = words.replace(/\s+/g, '')
  if (!plain) return undefined
  const whole = columns.find((c) => c.title === plain || bare(c.title) === plain)
  if (whole?.kind === 'computed') return columns.find((c) => c.title === `填报的${plain}`) ?? whole
  if (whole || plain.length < 2) return whole
  const longer = columns.filter((c) => c.kind !== 'computed' && bare(c.title).includes(plain))
  return longer.length === 1 ? longer[0] : undefined
}
const bare = (title: string): string => title.replace(brackets, '')

function heading(cell: string, columns: readonly EntryColumn[]): Heading {
  let words = cell.replace(/\s+/g, '')
  const exact = columnOf(words, columns)
  if (exact) return { words, column: exact }
  const out: Heading = { words }
  const tail = brackets.exec(words)
  if (tail) {
    words = words.replace(brackets, '')
    if (aUnit(tail[1]!)) out.unit = tail[1]!
    else if (yearIn.test(tail[1]!)) words += tail[1]!
  }
  const year = yearIn.exec(words)
  if (year && !columnOf(words, columns)) {
    out.year = Number(year[1])
    words = words.replace(yearIn, '')
  }
  const [front, behind] = words.split(/[/,，、]/)
  if (behind && !out.unit && aUnit(behind) && columnOf(front!, columns)) [words, out.unit] = [front!, behind]
  out.words = words
  out.column = columnOf(words, columns)
  return out
}

/** Years without words of their own belong to the figure that the table is about; a table without years takes none. */
function dated(h: Heading, columns: readonly EntryColumn[]): Heading {
  if (!h.year) return h
  const yearColumn = columns.find((c) => c.kind === 'year')?.key
  if (!yearColumn) return { words: h.words || String(h.year) }
  const column = h.column ?? (h.words ? undefined : columns.find((c) => c.kind === 'number' && c.required))
  return { ...h, column, yearColumn }
}

/** A line is one of headings when most of its words name columns, and at least two do; figures that look like years are none. */
function settle(cells: Heading[], columns: readonly EntryColumn[]): Heading[] | null {
  const out = cells.map((h) => dated(h, columns))
  const known = out.filter((h) => h.column)
  const said = out.filter((h) => h.words || h.year).length
  const several = new Set(known.map((h) => h.column!.key)).size >= 2 || known.some((h) => h.year)
  return known.length >= 2 && known.length * 2 >= said && several && known.some((h) => h.words) ? out : null
}

/** A line of years below a line of headings: 年用量 | | | over 2020年 | 2021年 | 2022年. */
function two(first: string[], second: string[], columns: readonly EntryColumn[]): Heading[] | null {
  const said = second.filter(Boolean)
  if (said.length < 2 || !said.every((cell) => /^(?:19|20)\d{2}\s*年?度?$/.test(cell))) return null
  let span = ''
  const cells = Array.from({ length: Math.max(first.length, second.length) }, (_, m) => {
    if (first[m]) span = first[m]
    return second[m] ? `${span}${second[m]}` : (first[m] ?? '')
  })
  return settle(cells.map((cell) => heading(cell, columns)), columns)
}

/** Reads the headings of a block and the row of units below them. */
export function readHead(lines: string[][], columns: readonly EntryColumn[]): Head {
  const [first = [], second = []] = lines
  let taken = 2
  let cells = two(first, second, columns)
  if (!cells) {
    taken = 1
    cells = settle(first.map((cell) => heading(cell, columns)), columns)
  }
  if (!cells) return { cells: null, lines: lines.length > 1 && unitsOnly(first) ? 1 : 0 }
  const units = lines[taken]
  if (!units || lines.length === taken + 1 || !unitsOnly(units)) return { cells, lines: taken }
  cells = cells.map((h, m) => {
    const unit = (units[m] ?? '').replace(/^[（(]|[)）]$/g, '').trim()
    return h.column?.kind === 'number' && unit && !/^[/-]$/.test(unit) ? { ...h, unit } : h
  })
  return { cells, lines: taken + 1 }
}
