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

/**
 * A number typed with its unit behind it, such as 5.5 kW or 220W, keeps that unit. 1.2E+2 and 12万 are no number with a unit, and 0.02L is
 * what a laboratory writes below its limit of detection.
 */
export function quantity(text: string): unknown {
  const m = /^([-+]?[\d.]+)(?:\s+([^\d\s].*)|([万千亿]?[A-Za-zμµ㎡㎥吨][^\s×]*))$/.exec(narrow(text).trim())
  const close = m?.[3]
  if (!m || (close && /^(?:L|[eE][-+]?\d.*)$/.test(close))) return text
  return { value: m[1], unit: m[2] ?? close }
}
