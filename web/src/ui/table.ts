/** Columns of DataTable and ListPage, typed by the item they show. */
export interface Column<T> {
  /** Name of the cell slot, and of the sort key unless `sort` says otherwise. */
  key: string
  title: string
  /** What the cell reads; by default the item's field of that name. */
  text?: (row: T) => string | number
  /** Figures stand right. */
  align?: 'left' | 'right'
  /** Sort key on the server, or true for `key`. */
  sort?: boolean | string
  /** Any CSS width. Dates, states and figures are as wide as they are; names take the rest. */
  width?: string
  /** The name of the thing: the link, and the title of the card on a phone. Default: the first column. */
  primary?: boolean
  /** Stands in the head of the card on a phone, beside the name (state, deadline). */
  badge?: boolean
  /** false: not on the phone. */
  phone?: boolean
}

export function cellText<T>(column: Column<T>, row: T): string {
  const value = column.text ? column.text(row) : (row as Record<string, unknown>)[column.key]
  return value === undefined || value === null ? '' : String(value)
}

export interface Sort {
  key: string
  down: boolean
}

/** "-due_on" -> due_on downwards. */
export function parseSort(text: string): Sort {
  return text.startsWith('-') ? { key: text.slice(1), down: true } : { key: text, down: false }
}

/** Pressing a heading: upwards, then downwards, then the server's own order. */
export function nextSort(current: string, key: string): string {
  return current === key ? `-${key}` : current === `-${key}` ? '' : key
}

export function totalWords(total: number, capped: boolean): string {
  const figure = String(total).replace(/\B(?=(\d{3})+$)/g, ',')
  return capped ? `${figure}+` : figure
}

/** The pages worth a button: first, last, and two on each side; 0 stands for a gap. */
export function pagesNear(page: number, last: number): number[] {
  const wanted = [...new Set([1, last, ...[-2, -1, 0, 1, 2].map((step) => page + step)])].filter((at) => at >= 1 && at <= last).sort((a, b) => a - b)
  return wanted.flatMap((at, index) => (index && at - wanted[index - 1]! > 1 ? [0, at] : [at]))
}
