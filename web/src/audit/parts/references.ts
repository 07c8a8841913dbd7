/**
 * Where figures were taken from (证据出处): the page of a document, kept beside the cells of its row while one types, so that a reference
 * goes with its row through undo, draft and comparison. The server takes rows and references apart.
 */
import type { components } from '@/api/schema'

export type Reference = components['schemas']['Reference']
export type Document = components['schemas']['Document']
export type Row = Record<string, unknown>

/** No column is called so. */
export const referenceKey = '_references'

export const referencesOf = (row: Row | undefined): Record<string, Reference> => (row?.[referenceKey] as Record<string, Reference> | undefined) ?? {}

export function refer(row: Row, column: string, reference: Reference | null): void {
  const all = { ...referencesOf(row) }
  if (reference) all[column] = reference
  else delete all[column]
  if (Object.keys(all).length) row[referenceKey] = all
  else delete row[referenceKey]
}

/** The rows whose figure in this column says nowhere where it comes from. */
export const unreferred = (rows: readonly Row[], column: string): Row[] => rows.filter((row) => holds(row[column]) && !referencesOf(row)[column])

/** Rows as the server gives them, with their references beside them. */
export const joined = (rows: Row[], references: Record<string, Reference>[] = []): Row[] => rows.map((row, i) => (Object.keys(references[i] ?? {}).length ? { ...row, [referenceKey]: references[i] } : { ...row }))

const holds = (value: unknown): boolean => value !== '' && value !== null && value !== undefined

/** The cells that hold something. */
export const cellsOf = (row: Row): Row => Object.fromEntries(Object.entries(row).filter(([key, value]) => key !== referenceKey && holds(value)))

/** Rows and references apart, as the server takes them. A reference of an empty cell says nothing. */
export function parted(rows: Row[]): { rows: Row[]; references: Record<string, Reference>[] } {
  const cells = rows.map(cellsOf)
  const references = rows.map((row, i) => Object.fromEntries(Object.entries(referencesOf(row)).filter(([column]) => column in cells[i]!)))
  return { rows: cells, references: references.some((one) => Object.keys(one).length) ? references : [] }
}

/** 监测报告.pdf 第3页 */
export function worded(reference: Reference, documents: Document[]): string {
  const document = documents.find((one) => one.id === reference.document)
  const page = reference.page ? `第 ${reference.page} 页` : ''
  return document ? [document.name, page, document.replaced ? '（旧版本）' : ''].filter(Boolean).join(' ') : '文件已经移除'
}
