/** Instants as they are read: the reader's own time, figures only. */

const two = (n: number): string => String(n).padStart(2, '0')

/** 2026-11-24 14:32 */
export function momentOf(at: string): string {
  const d = new Date(at)
  return Number.isNaN(d.getTime()) ? '' : `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${timeOf(at)}`
}

/** 14:32 */
export function timeOf(at: string): string {
  const d = new Date(at)
  return Number.isNaN(d.getTime()) ? '' : `${two(d.getHours())}:${two(d.getMinutes())}`
}
