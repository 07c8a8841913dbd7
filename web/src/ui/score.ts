/** Points of a score sheet in whole tenths; no floating point. Full points, steps and vetoes come from the sheet of the law. */
import { fromTenths, readDecimal, tenthsOf } from './decimal'

export interface SheetItem {
  id: string
  title: string
  /** Most points, as text or whole number. */
  points: string | number
  hint?: string
  cite?: string
}
export interface SheetSection {
  id: string
  title: string
  items: SheetItem[]
}
export interface Sheet {
  title?: string
  sections: SheetSection[]
  vetoes?: { id: string; title: string; cite?: string }[]
}
export type Marks = Record<string, string>

export interface Sum {
  points: string
  of: string
  missing: number
  /** Marks that are no points of their item; they do not count. */
  wrong: number
}

/** Why this mark cannot stand, "" if it can. */
export function markFault(item: SheetItem, mark: string): string {
  const read = readDecimal(mark, 1)
  if (!read.ok) return read.why
  return tenthsOf(read.value) > tenthsOf(String(item.points)) ? `不能超过 ${item.points} 分。` : ''
}

export function sum(items: readonly SheetItem[], marks: Marks): Sum {
  let tenths = 0
  let [missing, wrong] = [0, 0]
  for (const item of items) {
    const mark = marks[item.id] ?? ''
    const read = readDecimal(mark, 1)
    if (read.ok && read.value === '') missing++
    else if (!read.ok || markFault(item, mark)) wrong++
    else tenths += tenthsOf(read.value)
  }
  const of = items.reduce((all, item) => all + tenthsOf(String(item.points)), 0)
  return { points: fromTenths(tenths), of: fromTenths(of), missing, wrong }
}
