/** How a cell of the dossier reads, and how what is typed into one is kept. */
import { narrow } from '@/ui/decimal'

export function cellText(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (typeof value === 'object') {
    const { value: amount, unit } = value as { value?: unknown; unit?: string }
    return `${String(amount ?? '')} ${unit ?? ''}`.trim()
  }
  return String(value as string | number)
}

/** A number typed with its unit behind it, such as 5.5 kW, keeps that unit. */
export function quantity(text: string): unknown {
  const m = /^([-+]?[\d.]+)\s+([^\d\s].*)$/.exec(narrow(text))
  return m ? { value: m[1], unit: m[2] } : text
}
