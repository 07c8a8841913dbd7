/** Undo and redo over the rows of a table, as a spreadsheet has them. Rows that a step leaves as they are stay the same objects, and are not drawn again. */
import { toRaw } from 'vue'
import { same } from '@/ui/merge'

type Rows = Record<string, unknown>[]

const most = 100

export class RowHistory {
  private past: string[] = []
  private future: string[] = []

  /** Notes how the rows stand before a change. */
  note(rows: Rows): void {
    const now = written(rows)
    if (this.past.at(-1) === now) return
    this.past.push(now)
    if (this.past.length > most) this.past.shift()
    this.future = []
  }

  undo(rows: Rows): Rows | null {
    return this.step(this.past, this.future, rows)
  }

  redo(rows: Rows): Rows | null {
    return this.step(this.future, this.past, rows)
  }

  private step(from: string[], to: string[], rows: Rows): Rows | null {
    const now = written(rows)
    let found = from.pop()
    if (found === now) found = from.pop()
    if (found === undefined) return null
    to.push(now)
    return (JSON.parse(found) as Rows).map((row, i) => (same(toRaw(rows[i]), row) ? toRaw(rows[i]!) : row))
  }
}

/** Reading past what draws the page: it is read for its words alone, many times. */
const written = (rows: Rows): string => JSON.stringify(toRaw(rows))
