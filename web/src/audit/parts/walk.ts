/** The keys of a table that is typed into, as a spreadsheet has them. A row hands in what is pressed in it, with its number and that of the column. */
import { nextTick, ref, type Ref } from 'vue'
import { idOf } from '@/ui/field'
import type { At } from './place'
import { markOf, type Row } from './rowmerge'
import type { Shape, Sheet } from './sheet'

export interface Walk {
  /** The cell that Tab finds among those that can only be read; arrows lead to the others. */
  cursor: Ref<{ i: number; c: number }>
  placeAt: (i: number, c: number) => At
  focus: (i: number, c: number) => Promise<void>
  /** Leads to the first cell of a row into which one may type. */
  begin: (i: number) => Promise<void>
  press: (event: KeyboardEvent, i: number, c: number) => void
  remove: (i: number) => void
}

const arrows: Record<string, [number, number]> = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }

export function useWalk(props: Shape, rows: Ref<Row[]>, sheet: Sheet, page: { table: Ref<HTMLTableElement | undefined>; reach: (i: number) => void }, note: (place: At) => void): Walk {
  const cursor = ref({ i: 0, c: 0 })
  const placeAt = (i: number, c: number): At => ({ mark: markOf(rows.value[i]), column: props.columns[c]?.key ?? '' })
  const last = (): number => rows.value.length - 1
  const within = (n: number, most: number): number => Math.min(Math.max(n, 0), most)

  async function focus(i: number, c: number): Promise<void> {
    page.reach(i)
    await nextTick()
    const column = props.columns[c]
    const cell = column && page.table.value?.querySelector<HTMLElement>(`#${idOf(sheet.path(i, column.key))}`)
    cell?.focus()
    if (cell instanceof HTMLInputElement) cell.select()
  }
  const begin = (i: number): Promise<void> => focus(i, sheet.first(i))
  function remove(i: number): void {
    sheet.remove(i)
    if (rows.value.length) void begin(within(i, last()))
  }
  function enter(i: number, c: number): void {
    if (i >= last() && !sheet.fixed.value) sheet.add()
    if (i < last()) void focus(i + 1, c)
  }
  /** Whether the key means something here; what it does is begun. */
  function means(event: KeyboardEvent, i: number, c: number): boolean {
    const box = event.target as HTMLElement
    const key = event.key.toLowerCase()
    const step = arrows[event.key]
    if (event.key === 'F2' && event.shiftKey) note(placeAt(i, c))
    else if (event.ctrlKey && !props.disabled && (key === 'z' || key === 'y')) sheet.turn(key === 'z' && !event.shiftKey)
    else if (event.key === 'Enter' && !box.matches('.derived')) enter(i, c) // a computed cell opens
    else if (event.ctrlKey && event.key === 'Delete' && !sheet.fixed.value) remove(i)
    else if (step && box.matches('.said')) void focus(within(i + step[0], last()), within(c + step[1], props.columns.length - 1))
    else if (step?.[0] && box instanceof HTMLInputElement) void focus(within(i + step[0], last()), c)
    else return false
    return true
  }
  return {
    cursor,
    placeAt,
    focus,
    begin,
    remove,
    press(event, i, c) {
      if (!event.isComposing && means(event, i, c)) event.preventDefault()
    },
  }
}
