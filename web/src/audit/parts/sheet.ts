/** The rows of a table that is typed into, and what may be done with them; the table and its rows share it. */
import { computed, inject, ref, type ComputedRef, type Ref } from 'vue'
import { readDay } from '@/ui/date'
import { narrow } from '@/ui/decimal'
import { formKey, type FormContext } from '@/ui/field'
import { readBlock } from './block'
import { confirm } from './carried'
import { quantity } from './cells'
import type { EntryColumn } from './columns'
import { RowHistory } from './history'
import { markOf, type Row } from './rowmerge'

export interface Shape {
  columns: EntryColumn[]
  list: string
  disabled?: boolean
  only?: string[]
  opens?: (mark: string, column: string) => boolean
}
export interface Sheet {
  form: FormContext | null
  /** Rows neither come nor go. */
  fixed: ComputedRef<boolean>
  /** What was done with the rows at once, for who sees it and for who hears it. */
  said: Ref<string[]>
  /** Keeps what is being typed and has not left its cell: a row drawn anew meanwhile, with the server's remarks, must not put the old text back. */
  hold: (i: number, key: string, text: string) => void
  /** What is being typed into this cell. */
  held: (i: number, key: string) => string | undefined
  leave: () => void
  open: (column: EntryColumn, row: Row | undefined) => boolean
  /** The first column of a row that may be typed into. */
  first: (i: number) => number
  path: (i: number, key: string) => string
  type: (i: number, column: EntryColumn, text: string) => void
  add: () => void
  remove: (i: number) => void
  agree: (i: number) => void
  turn: (back: boolean) => void
  paste: (text: string, html: string, i: number, c: number) => void
}

/** Numbers stay text exactly as typed; the server reads them and says what it cannot read. */
function put(row: Row, column: EntryColumn, text: string): void {
  const plain = text.trim()
  confirm(row)
  if (column.kind === 'year') row[column.key] = /^\d{4}年?$/.test(narrow(plain)) ? Number.parseInt(narrow(plain), 10) : plain
  else if (column.kind === 'date') row[column.key] = readDay(plain) ?? plain
  else row[column.key] = column.kind === 'number' ? quantity(plain) : plain
}

export function useSheet(props: Shape, rows: Ref<Row[]>): Sheet {
  const form = inject(formKey, null)
  const history = new RowHistory()
  let typing: { i: number; key: string; text: string } | undefined // draws nothing itself
  const written = (): EntryColumn[] => props.columns.filter((column) => column.kind !== 'computed')

  /** A new row takes over what is usually the same: unit, medium, source. */
  function blank(): Row {
    const last = rows.value.at(-1)
    return Object.fromEntries(written().map((c) => [c.key, (c.kind === 'choice' || c.suggest) && last ? (last[c.key] ?? '') : '']))
  }
  /** Writes the cells of a pasted row over those that are open. */
  function over(i: number, cells: Row): void {
    if (i >= rows.value.length) rows.value.push(Object.fromEntries(written().map((column) => [column.key, ''])))
    const row = rows.value[i]!
    for (const column of props.columns) {
      const value = cells[column.key]
      if (value === undefined || !sheet.open(column, row)) continue
      if (typeof value === 'string') put(row, column, value)
      else {
        confirm(row)
        row[column.key] = value
      }
    }
  }

  const sheet: Sheet = {
    form,
    fixed: computed(() => !!props.disabled || !!props.only || !!props.opens),
    said: ref([]),
    open: (column, row) => !props.disabled && column.kind !== 'computed' && (!props.only || props.only.includes(column.key)) && (props.opens?.(markOf(row), column.key) ?? true),
    first: (i) => props.columns.findIndex((column) => sheet.open(column, rows.value[i])),
    path: (i, key) => `${props.list}.${i}.${key}`,
    hold: (i, key, text) => void (typing = { i, key, text }),
    held: (i, key) => (typing?.i === i && typing.key === key ? typing.text : undefined),
    leave: () => void (typing = undefined),
    type(i, column, text) {
      typing = undefined
      const row = rows.value[i]
      if (!row) return
      history.note(rows.value)
      put(row, column, text)
      form?.touch(sheet.path(i, column.key))
    },
    add() {
      history.note(rows.value)
      rows.value.push(blank())
    },
    remove(i) {
      history.note(rows.value)
      rows.value.splice(i, 1)
      sheet.said.value = [`已删除第 ${i + 1} 行`]
    },
    agree(i) {
      history.note(rows.value)
      confirm(rows.value[i]!)
      sheet.said.value = [`已确认第 ${i + 1} 行`]
    },
    turn(back) {
      const at = typing?.i
      typing = undefined
      const found = back ? history.undo(rows.value) : history.redo(rows.value)
      if (at !== undefined && found?.[at]) found[at] = { ...found[at] } // drawn anew, without what was being typed
      if (found) rows.value = found
      sheet.said.value = [found ? (back ? '已撤销' : '已恢复') : back ? '没有可以撤销的改动' : '没有可以恢复的改动']
    },
    paste(text, html, i, c) {
      const block = readBlock(text, props.columns, c, html)
      if ('refused' in block) {
        sheet.said.value = [block.refused]
        return
      }
      history.note(rows.value)
      const kept = sheet.fixed.value ? block.rows.slice(0, rows.value.length - i) : block.rows
      kept.forEach((cells, n) => over(i + n, cells))
      const cut = block.rows.length - kept.length
      sheet.said.value = cut ? [...block.notes, `后面 ${String(cut)} 行没有写入：现在不能增加行。`] : block.notes
    },
  }
  return sheet
}
