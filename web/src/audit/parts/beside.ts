/** What the server says of the cells of a row: faults, remarks, open comments, computed values. A row is drawn again only where that has changed. */
import type { FieldFault } from '@/api/client'
import { same } from '@/ui/merge'
import { markOf, type Row } from './rowmerge'

export interface Remark {
  severity: string
  message: string
}
/** All by the key of the column. */
export interface Beside {
  faults: Record<string, string>
  remarks: Record<string, Remark[]>
  notes: Record<string, number>
  derived: Record<string, string>
}
interface Said {
  /** Path of the list in the form, below which its faults lie. */
  list: string
  faults: readonly FieldFault[]
  derived?: Record<string, string>[]
  /** By row and column: "0.output". */
  remarks?: Record<string, Remark[]>
  /** By mark of the row and column: "r3.output". */
  notes?: Record<string, number>
}

/** What stands beside each of the rows; what says the same as before is the same object as before. */
export function besideRows(rows: readonly Row[], said: Said, before: readonly Beside[] = []): Beside[] {
  const out = rows.map((_, i): Beside => ({ faults: {}, remarks: {}, notes: {}, derived: said.derived?.[i] ?? {} }))
  for (const fault of said.faults) {
    if (!fault.path.startsWith(`${said.list}.`)) continue
    const [row, key] = placed(fault.path.slice(said.list.length + 1))
    const faults = out[Number(row)]?.faults
    if (faults) faults[key] = [faults[key], fault.message].filter(Boolean).join('；')
  }
  for (const [place, remarks] of Object.entries(said.remarks ?? {})) {
    const [row, key] = placed(place)
    const beside = out[Number(row)]
    if (beside && !beside.faults[key]) beside.remarks[key] = remarks
  }
  const marks = said.notes && Object.keys(said.notes).length ? new Map(rows.map((row, i) => [markOf(row), i])) : new Map<string, number>()
  for (const [place, count] of Object.entries(said.notes ?? {})) {
    const [mark, key] = placed(place)
    const notes = out[marks.get(mark) ?? -1]?.notes
    if (notes) notes[key] = count
  }
  return out.map((now, i) => (same(before[i], now) ? before[i]! : now))
}

function placed(place: string): [string, string] {
  const dot = place.indexOf('.')
  return dot < 0 ? [place, ''] : [place.slice(0, dot), place.slice(dot + 1)]
}
