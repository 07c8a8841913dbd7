/** What several people do in one table, for its page: comments, returns, the place where the focus is, and how two states are merged. */
import { computed, ref, type ComputedRef, type Ref } from 'vue'
import { api, take } from '@/api/client'
import type { components } from '@/api/schema'
import { useLoad } from '@/ui/load'
import { carriedKey, carriedRows, carry } from './carried'
import type { EntryColumn } from './columns'
import { covers, placeKey, type At } from './place'
import { joined, parted, referenceKey } from './references'
import { markKey, markOf, rowMerger, type Row, type RowMerger } from './rowmerge'

type Table = components['schemas']['Table']

/** Rows as the form holds them: each with its mark, and with the one that says that it was taken over. */
export const marked = (table: Table): Row[] => carry(joined(table.rows, table.references ?? []), table.unconfirmed).map((row, i) => ({ ...row, [markKey]: table.marks?.[i] ?? '' }))

/** What is sent: rows without empty cells, beside them their references, their marks, and which are unconfirmed. */
export function unmarked(rows: Row[]): ReturnType<typeof parted> & { marks: string[]; unconfirmed: number[] } {
  const plain = rows.map((row) => Object.fromEntries(Object.entries(row).filter(([key]) => key !== markKey && key !== carriedKey)))
  return { ...parted(plain), marks: rows.map(markOf), unconfirmed: carriedRows(rows) }
}

const textOf = (value: unknown): string => {
  if (value === undefined || value === null || value === '') return '未填写'
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (typeof value !== 'object') return String(value as string | number)
  if (!('value' in value)) return `${String(Object.keys(value).length)} 处`
  const { value: amount, unit } = value as { value?: unknown; unit?: string }
  return `${String(amount ?? '')} ${unit ?? ''}`.trim()
}

export interface Hands {
  comments: Ref<components['schemas']['CommentList'] | undefined>
  returns: Ref<components['schemas']['ReturnList'] | undefined>
  at: Ref<At>
  words: (at: At) => string
  inWords: (key: string, value: unknown) => string
  merger: RowMerger
  /** Open comments by place, to be marked in their cells. */
  notes: ComputedRef<Record<string, number>>
  /** Why a cell was sent back; "" where it was not. */
  returned: (mark: string, column: string) => string
  /** Whether a cell may be typed into while only what was sent back is open. */
  opens: ComputedRef<((mark: string, column: string) => boolean) | undefined>
}

export function useHands(props: { id: string; section: string }, table: Ref<Table | undefined>, columns: ComputedRef<EntryColumn[]>, rows: () => Row[]): Hands {
  const path = () => ({ params: { path: { id: props.id } } })
  const { data: comments } = useLoad(() => take(api.GET('/audits/{id}/comments', path())), () => props.id)
  const { data: returns } = useLoad(() => take(api.GET('/audits/{id}/returns', path())), () => props.id)
  const at = ref<At>({ mark: '', column: '' })
  const titles = computed(() => Object.fromEntries(columns.value.map((c) => [c.key, c.title])))
  const name = (row: Row, i: number): string => {
    if (table.value?.form?.record) return ''
    const keys = table.value?.form?.key?.length ? table.value.form.key : columns.value.slice(0, 2).map((c) => c.key)
    const parts = keys.map((key) => row[key]).filter((value) => value !== '' && value !== undefined && value !== null)
    return `第${String(i + 1)}行${parts.length ? `（${parts.map(textOf).join('，')}）` : ''}`
  }
  const words = (place: At): string => {
    const i = rows().findIndex((row) => markOf(row) === place.mark)
    return `${i >= 0 ? name(rows()[i]!, i) : ''}${place.column ? `“${titles.value[place.column] ?? ''}”` : ''}` || '整张表'
  }
  const inWords = (key: string, value: unknown): string => {
    if (!key.startsWith('row:')) return textOf(value)
    if (!value) return '没有这一行'
    return columns.value.filter((c) => !['', undefined, null].includes((value as Row)[c.key] as string)).map((c) => `${c.title}：${textOf((value as Row)[c.key])}`).join('，')
  }
  const notes = computed(() => {
    const by: Record<string, number> = {}
    for (const c of comments.value?.items ?? []) if (c.section === props.section && c.state === 'open') by[placeKey(c)] = (by[placeKey(c)] ?? 0) + 1
    return by
  })
  const sent = computed(() => table.value?.hands?.returned ?? [])
  const returned = (mark: string, column: string): string => sent.value.filter((r) => covers(r, { mark, column })).map((r) => r.reason).join('；')
  const opens = computed(() => (sent.value.length ? (mark: string, column: string): boolean => sent.value.some((r) => covers(r, { mark, column })) : undefined))
  const merger = rowMerger(() => [...columns.value, { key: referenceKey, title: '证据出处' }], name)
  return { comments, returns, at, words, inWords, merger, notes, returned, opens }
}

