/** Days as people type them. The result is "YYYY-MM-DD", "" for nothing, null for no day at all. */
import { narrow } from './decimal'

export function readDay(text: string): string | null {
  const plain = narrow(text).trim()
  if (plain === '') return ''
  const hit = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/.exec(plain) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(plain)
  if (!hit) return null
  const [year, month, day] = [Number(hit[1]), Number(hit[2]), Number(hit[3])]
  const date = new Date(Date.UTC(year, month - 1, day))
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return real ? date.toISOString().slice(0, 10) : null
}

/** Why this day cannot stand, "" if it can. */
export function dayFault(text: string, min = '', max = ''): string {
  const day = readDay(text)
  if (day === null) return `“${text.trim()}”不是日期，写成 2026-11-24 或 20261124。`
  if (day && min && day < min) return `不能早于 ${min}。`
  if (day && max && day > max) return `不能晚于 ${max}。`
  return ''
}
