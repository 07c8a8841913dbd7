/** The columns of the tables of the dossier, as the form of the server names them. What is computed is shown, not typed. */
import type { components } from '@/api/schema'

export interface EntryColumn {
  key: string
  title: string
  kind: 'text' | 'number' | 'year' | 'date' | 'choice' | 'computed'
  unit?: string
  width?: string
  required?: boolean
  /** The column of the row that names the unit. */
  unitFrom?: string
  note?: string
  options?: { value: string; label: string }[]
  /** Words that are offered, though others may be typed, such as units. */
  suggest?: string[]
}

type Column = components['schemas']['Column']

const words = (list: readonly string[]): { value: string; label: string }[] => list.map((value) => ({ value, label: value }))

/** Units that are in common use; any other unit of the same dimension is taken too. */
const commonUnits = ['t', 'kg', 'g', 'm³', '万m³', 'L', 'm²', '万m²', 'm', 'kWh', '万kWh', 'GJ', 'tce', 'kgce/t', 'mg/L', 'mg/m³', '件', '台', '套', '万元', '%']

const widths: Record<string, string> = { long: '18em', text: '12em', number: '9em', percent: '7em', integer: '6em', year: '6em', date: '9em', choice: '10em', yes: '6em', unit: '7em' }

/** Long texts and many columns: the titles are kept short, the note stands in the column's title. */
export function entryColumn(c: Column): EntryColumn {
  const head = { key: c.id, title: c.title, width: widths[c.kind], required: c.required, note: c.note, unitFrom: c.unit_from }
  const unit = c.kind === 'integer' && c.unit === '人' ? '人' : c.unit
  if (c.formula || c.lookup) return { ...head, kind: 'computed' }
  if (c.kind === 'yes') return { ...head, kind: 'choice', options: words(['是', '否']) }
  if (c.options?.length) return { ...head, kind: 'choice', options: words(c.options) }
  if (c.kind === 'unit') return { ...head, kind: 'text', suggest: commonUnits }
  if (c.kind === 'year') return { ...head, kind: 'year' }
  if (c.kind === 'date') return { ...head, kind: 'date' }
  if (c.kind === 'number' || c.kind === 'percent' || c.kind === 'integer') return { ...head, kind: 'number', unit }
  return { ...head, kind: 'text' }
}

/** The team as it is named with the start, before there is a dossier. */
export const teamColumns: EntryColumn[] = [
  { key: 'name', title: '姓名', kind: 'text', width: '8em', required: true },
  { key: 'post', title: '组内职务', kind: 'choice', width: '9em', required: true, options: words(['组长', '副组长', '组员', '外聘专家', '咨询机构人员']) },
  { key: 'department', title: '部门或单位', kind: 'text', width: '12em' },
  { key: 'title', title: '职务职称', kind: 'text', width: '9em' },
  { key: 'duty', title: '职责', kind: 'text', width: '14em' },
]
