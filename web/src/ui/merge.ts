/** Two people changed one record: what each changed against the common base, field by field. */

export type Form = Record<string, unknown>

export interface Clash {
  key: string
  /** Its name, where the form has no label for the key. */
  label?: string
  base: unknown
  mine: unknown
  theirs: unknown
}
export interface Merge {
  /** Theirs where only they changed, mine where only I did; clashes hold theirs until somebody chooses. */
  merged: Form
  clashes: Clash[]
  /** Changed by them alone: taken over, and shown. */
  taken: Clash[]
}

/** Fields that the store keeps itself; never a matter of choice. */
const kept = new Set(['id', 'version', 'created_at', 'updated_at', 'actions', 'deadlines'])

export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const [x, y] = [a as Form, b as Form]
  const keys = new Set([...Object.keys(x), ...Object.keys(y)])
  return Array.isArray(a) === Array.isArray(b) && [...keys].every((key) => same(x[key], y[key]))
}

/** A plain copy; forms hold JSON only. */
export const copy = <T>(value: T): T => (value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T))

export function merge(base: Form, mine: Form, theirs: Form): Merge {
  const merged: Form = copy(theirs)
  const clashes: Clash[] = []
  const taken: Clash[] = []
  for (const key of Object.keys(mine)) {
    if (kept.has(key)) continue
    const clash = { key, base: base[key], mine: mine[key], theirs: theirs[key] }
    const [byMe, byThem] = [!same(base[key], mine[key]), !same(base[key], theirs[key])]
    if (byMe && byThem && !same(mine[key], theirs[key])) clashes.push(clash)
    else if (byMe) merged[key] = copy(mine[key])
    else if (byThem) taken.push(clash)
  }
  return { merged, clashes, taken }
}

/** A value in words for the comparison. */
export function inWords(value: unknown): string {
  if (value === '' || value === null || value === undefined) return '未填写'
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (Array.isArray(value)) return `${value.length} 行`
  return typeof value === 'object' ? '一组内容' : String(value)
}
