/**
 * A block of a spreadsheet as rows of a table of the dossier. Headings that came along say which cell is which: by the title of a column or
 * a short form of it, with a unit in brackets or in a row of units below, and with years side by side as reports print them, which become
 * one row a year. What could not be put anywhere is said, never dropped in silence.
 */
import { readDay } from '@/ui/date'
import { quantity } from './cells'
import type { EntryColumn } from './columns'
import { readHead, type Heading } from './heading'
import { coveredIn } from './merged'
import { cellsOf, choiceOf } from './paste'

export type Cells = Record<string, unknown>
export interface Block {
  rows: Cells[]
  /** What was done with the block, for whoever pasted it. */
  notes: string[]
}

/** One table takes so many rows (maxRows of the server). */
export const most = 500

const total = /^[合总小共]\s*计$/
const nothing = /^(?:[/／]|[-－—–]+|N\/A)$/i
const superscript = '⁰¹²³⁴⁵⁶⁷⁸⁹'
/** A number with a power of ten as laboratories write it: exact, unlike 1.2E+2, which a spreadsheet shows of a number that it has cut. */
const power = /^([-+]?\d+(?:\.\d+)?)\s*[×xX]\s*10(?:\^?([-+]?\d{1,2})|(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}))$/

/** 1.25×10⁻³ -> 0.00125, digit for digit. */
export function writtenOut(text: string): string | null {
  const m = power.exec(text)
  if (!m) return null
  const places = m[4] ? Number((m[3] ? '-' : '') + Array.from(m[4], (c) => superscript.indexOf(c)).join('')) : Number(m[2])
  const [, sign = '', whole = '', part = ''] = /^([-+]?)(\d+)(?:\.(\d+))?$/.exec(m[1]!)!
  const digits = whole + part
  const point = whole.length + places
  const plain = point <= 0 ? `0.${'0'.repeat(-point)}${digits}` : point >= digits.length ? digits.padEnd(point, '0') : `${digits.slice(0, point)}.${digits.slice(point)}`
  return sign + plain.replace(/^0+(?=\d)/, '')
}

/** What is counted while a block is read. */
class Reading {
  readonly unplaced = new Set<string>()
  readonly unchosen: string[] = []
  totals = 0
  empty = 0
  powers = 0
  merged = 0
  /** Columns of numbers in which one number stood for several rows. */
  readonly shared = new Set<string>()

  notes(rows: number, head: Heading[] | null): string[] {
    const named = (head ?? []).filter((h) => h.column)
    const renamed = [...new Set(named.filter((h) => !h.words.startsWith(h.column!.title) && h.words !== '').map((h) => `“${h.words}”写入“${h.column!.title}”`))]
    const units = [...new Set(named.filter((h) => h.unit && (h.column!.unitFrom ? true : foreign(h.unit, h.column!))).map((h) => `“${h.column!.title}”按 ${h.unit}`))]
    const shown = this.unchosen.slice(0, 3).join('、')
    return [
      `已粘贴 ${String(rows)} 行${head ? '，按表头对应栏目' : ''}；按 Ctrl+Z 撤销。`,
      ...(named.some((h) => h.year) ? ['年份在表头上，已改为每年一行。'] : []),
      ...(renamed.length ? [`${renamed.join('，')}。`] : []),
      ...(units.length ? [`表头写明单位：${units.join('，')} 写入。`] : []),
      ...(this.unplaced.size ? [`没有对应的栏目，没有写入：${[...this.unplaced].map((words) => `“${words}”`).join('、')}。`] : []),
      ...(this.unchosen.length ? [`不在可选范围内，留空待选：${shown}${this.unchosen.length > 3 ? `等 ${String(this.unchosen.length)} 格` : ''}。`] : []),
      ...(this.totals ? [`合计 ${String(this.totals)} 行没有写入，合计由系统计算。`] : []),
      ...(this.merged ? [`合并单元格 ${String(this.merged)} 格按上一行补齐。`] : []),
      ...(this.shared.size ? [`一个数合并在几行里的，只写入第一行，请逐行分开填写：${[...this.shared].map((title) => `“${title}”`).join('、')}。`] : []),
      ...(this.powers ? [`带“×10”乘方的数 ${String(this.powers)} 格已写成完整的数字。`] : []),
      ...(this.empty ? [`写“/”“—”的 ${String(this.empty)} 格按没有数据留空；确实为零的请填写 0。`] : []),
    ]
  }
}

/** A cell as its column keeps it. */
function read(text: string, column: EntryColumn, heading: Heading | undefined, at: string, reading: Reading): unknown {
  if (column.kind === 'choice') {
    const found = choiceOf(text, column.options ?? [])
    if (text && !found) reading.unchosen.push(`${at}“${column.title}”写的是“${text}”`)
    return found
  }
  if (column.kind === 'date') return readDay(text) ?? text
  if (column.kind !== 'number') return text
  if (nothing.test(text)) {
    reading.empty++
    return ''
  }
  const whole = writtenOut(text)
  if (whole !== null) reading.powers++
  const plain = whole ?? text
  return heading?.unit && foreign(heading.unit, column) && figure.test(plain) ? quantity(`${plain} ${heading.unit}`) : quantity(plain)
}
/** The column counts in a unit of its own, and the heading names another. What has no unit is counted in pieces, whatever these are called. */
const foreign = (unit: string, column: EntryColumn): boolean => !!column.unit && unit !== column.unit
const figure = /^[-+]?[\d０-９]/

/**
 * Reads a block. Without headings its first cell belongs into the column with number `from`. One that holds too much is refused. The block as
 * a table of a page, where it came with one, says which cells were merged.
 */
export function readBlock(text: string, columns: readonly EntryColumn[], from: number, html = ''): Block | { refused: string } {
  const copied = cellsOf(text)
  let lines = copied.filter((line) => line.some(Boolean))
  if (lines.length > most * 20) return { refused: tooMany(lines.length) }
  const covered = coveredIn(copied, html)
  const head = readHead(lines, columns)
  lines = lines.slice(head.lines)
  const reading = new Reading()
  const plain = columns.slice(from).filter((column) => column.kind !== 'computed')
  const heads: Heading[] = head.cells ?? (lines[0] ?? []).map((_, m) => ({ words: '', column: plain[m] }))
  for (const h of head.cells ?? []) if (!h.column && h.words) reading.unplaced.add(h.words)
  const rows: Cells[] = []
  let above: string[] = []
  lines.forEach((line) => {
    if (line.some((cell) => total.test(cell))) {
      reading.totals++
      return
    }
    const spread = spreadOut(line, covered.get(line), heads, reading)
    const whole = head.cells ? filled(spread, above, heads, reading) : spread
    above = whole
    rows.push(...rowsOf(whole, heads, rows.length + 1, reading))
  })
  if (rows.length > most) return { refused: tooMany(rows.length) }
  if (head.cells) unitsOfRows(rows, heads)
  return { rows, notes: reading.notes(rows.length, head.cells) }
}

const tooMany = (rows: number): string => `剪贴板里有 ${String(rows)} 行，一张表最多 ${String(most)} 行，没有粘贴。请先归并再粘贴。`

/** A cell that was merged over several lines speaks for each of them. A number does not: it may be their sum, and nobody knows the parts. */
function spreadOut(line: string[], covered: string[] | undefined, heads: Heading[], reading: Reading): string[] {
  if (!covered) return line
  return line.map((cell, m) => {
    const column = heads[m]?.column
    if (!column || !covered[m]) return cell
    if (column.kind === 'number') {
      reading.shared.add(column.title)
      return cell
    }
    reading.merged++
    return covered[m]!
  })
}

/** What must be said and stands empty at the beginning of a line was one merged cell with the line above. */
function filled(line: string[], above: string[], heads: Heading[], reading: Reading): string[] {
  const out = [...line]
  for (let m = 0; m < out.length && !out[m]; m++) {
    const column = heads[m]?.column
    if (!column?.required || !above[m] || (column.kind !== 'text' && column.kind !== 'choice')) break
    out[m] = above[m]!
    reading.merged++
  }
  return out
}

/** The rows that a line is: one, or one for each year of the headings. */
function rowsOf(line: string[], heads: Heading[], at: number, reading: Reading): Cells[] {
  const years = [...new Set(heads.flatMap((h) => (h.year ? [h.year] : [])))]
  const cells = (year?: number, where = at): Cells => {
    const row: Cells = {}
    heads.forEach((h, m) => {
      if (!h.column || h.column.kind === 'computed' || (h.year && h.year !== year)) return
      const value = read(line[m] ?? '', h.column, h, `第 ${String(where)} 行`, reading)
      if (value !== '' || row[h.column.key] === undefined) row[h.column.key] = value
    })
    return row
  }
  if (!years.length) return [cells()]
  const column = heads.find((h) => h.yearColumn)?.yearColumn
  return years.map((year, n) => ({ ...cells(year, at + n), ...(column ? { [column]: year } : {}) }))
}

/** Where rows name no unit of their own, the one of the heading is theirs; where they name another, the number carries the heading's. */
function unitsOfRows(rows: Cells[], heads: Heading[]): void {
  for (const h of heads) {
    const { unit, column } = h
    if (!unit || !column?.unitFrom) continue
    for (const row of rows) {
      const value = row[column.key]
      if (typeof value !== 'string' || value === '') continue
      if (!row[column.unitFrom]) row[column.unitFrom] = unit
      else if (row[column.unitFrom] !== unit && figure.test(value)) row[column.key] = quantity(`${value} ${unit}`)
    }
  }
}
