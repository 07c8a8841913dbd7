/** Two people changed one table: rows are told apart by their marks and compared cell by cell, so that only what both changed is asked. */
import { confirm, isCarried } from './carried'
import { copy, same, type Clash, type Form, type Merge } from '@/ui/merge'

export type Row = Record<string, unknown>
/** The mark of a row, which stays with it; a row that is not stored yet has none. */
export const markKey = '_mark'
export const markOf = (row: Row | undefined): string => (row?.[markKey] as string | undefined) ?? ''

const rowsOf = (form: Form): Row[] => (form.rows as Row[] | undefined) ?? []
const find = (form: Form, mark: string): Row | undefined => rowsOf(form).find((row) => markOf(row) === mark)
const blank = (value: unknown): boolean => value === '' || value === null || value === undefined
const alike = (a: unknown, b: unknown): boolean => (blank(a) && blank(b)) || same(a, b)

interface Named {
  key: string
  title: string
}
/** How a table is merged: by its columns, with a name for each row. */
export interface RowMerger {
  merge: (base: Form, mine: Form, theirs: Form) => Merge
  settle: (chosen: Form) => Form
}

export function rowMerger(columns: () => Named[], nameOf: (row: Row, index: number) => string): RowMerger {
  const rowsAlike = (a: Row, b: Row): boolean => columns().every((c) => alike(a[c.key], b[c.key]))

  function cells(out: Merge, base: Row, mine: Row, theirs: Row, name: string): void {
    const mark = markOf(theirs)
    if (!isCarried(mine)) confirm(find(out.merged, mark)!)
    for (const c of columns()) {
      const clash: Clash = { key: `cell:${mark}.${c.key}`, label: `${name}“${c.title}”`, base: base[c.key], mine: mine[c.key], theirs: theirs[c.key] }
      const [byMe, byThem] = [!alike(clash.base, clash.mine), !alike(clash.base, clash.theirs)]
      const row = find(out.merged, mark)!
      if (byMe && byThem && !alike(clash.mine, clash.theirs)) {
        out.clashes.push(clash)
        out.merged[clash.key] = copy(clash.theirs)
      } else if (byMe) row[c.key] = copy(clash.mine)
      else if (byThem) out.taken.push(clash)
    }
  }
  /** A row that one of the two has taken away. */
  function gone(out: Merge, base: Row, mine: Row | undefined, theirs: Row | undefined, name: string): void {
    const mark = markOf(base)
    const left = mine ?? theirs
    const clash: Clash = { key: `row:${mark}`, label: name, base, mine: mine ?? null, theirs: theirs ?? null }
    const drop = (): void => void (out.merged.rows = rowsOf(out.merged).filter((row) => markOf(row) !== mark))
    if (!left) return
    if (!rowsAlike(base, left)) {
      out.clashes.push(clash)
      out.merged[clash.key] = copy(clash.theirs)
    } else if (theirs) drop()
    else out.taken.push(clash)
  }
  function merge(base: Form, mine: Form, theirs: Form): Merge {
    const out: Merge = { merged: copy(theirs), clashes: [], taken: [] }
    rowsOf(base).forEach((row, i) => {
      const [m, t] = [find(mine, markOf(row)), find(theirs, markOf(row))]
      if (m && t) cells(out, row, m, t, nameOf(t, rowsOf(theirs).indexOf(t)))
      else gone(out, row, m, t, nameOf(row, i))
    })
    for (const [i, row] of rowsOf(theirs).entries()) if (!find(base, markOf(row))) out.taken.push({ key: `row:${markOf(row)}`, label: nameOf(row, i), base: null, mine: null, theirs: row })
    keepNew(out.merged, rowsOf(mine))
    return out
  }
  return { merge, settle }
}

/** New rows stand behind the row behind which they were typed. */
function keepNew(merged: Form, mine: Row[]): void {
  let behind = ''
  let added = 0
  for (const row of mine) {
    if (markOf(row)) {
      behind = markOf(row)
      added = 0
      continue
    }
    const at = behind ? rowsOf(merged).findIndex((other) => markOf(other) === behind) : -1
    rowsOf(merged).splice(at < 0 && behind ? rowsOf(merged).length : at + 1 + added, 0, copy(row))
    added++
  }
}

/** Puts what was chosen into the rows. */
function settle(chosen: Form): Form {
  const { version, rows, ...choices } = chosen
  let out = copy(rows) as Row[]
  for (const [key, value] of Object.entries(choices)) {
    const [kind, place] = [key.slice(0, key.indexOf(':')), key.slice(key.indexOf(':') + 1)]
    const [mark, column] = place.split('.')
    const at = out.findIndex((row) => markOf(row) === mark)
    if (kind === 'cell' && at >= 0) out[at]![column!] = value
    else if (kind === 'row' && value === null) out = out.filter((_, i) => i !== at)
    else if (kind === 'row') out.splice(at < 0 ? out.length : at, at < 0 ? 0 : 1, value as Row)
  }
  return { version, rows: out }
}
