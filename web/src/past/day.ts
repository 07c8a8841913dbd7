/** Days as text, and addresses of tables to download. */
import { base } from '@/api/client'

export function dayBefore(day: string): string {
  const at = new Date(`${day}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() - 1)
  return at.toISOString().slice(0, 10)
}

/** The same question to the server that answers with a table. */
export function tableHref(path: string, query: object): string {
  const wanted = Object.entries(query).filter(([key, value]) => value !== '' && value !== undefined && !['page', 'page_size', 'sort', 'after'].includes(key))
  return `${base}${path}/export?${new URLSearchParams(wanted.map(([key, value]) => [key, String(value)])).toString()}`
}
