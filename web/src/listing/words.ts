/** Words that several pages of this folder put together from what the server says. */
import { session } from '@/session'

export const reasonWords = (reasons: readonly string[] | null | undefined): string =>
  (reasons ?? []).map((reason) => session.label('reason', reason)).filter(Boolean).join('、')

/** A site that is called like its enterprise is not named twice. */
export const siteTitle = (row: { enterprise_name: string; site_name: string }): string =>
  row.site_name && row.site_name !== row.enterprise_name ? `${row.enterprise_name}（${row.site_name}）` : row.enterprise_name

export const trackWords = (track: string): string => session.label('track', track)

/** The years that a plan or list may be about: the last one, this one, the next one. */
export function years(): { value: string; label: string }[] {
  const now = Number(session.today.value.slice(0, 4))
  return [now + 1, now, now - 1, now - 2].map((year) => ({ value: String(year), label: `${year} 年度` }))
}

export const thisYear = (): string => session.today.value.slice(0, 4)

/** The year for which plans are being made: from September on the next one. */
export function planYear(): string {
  const [year, month] = session.today.value.split('-').map(Number)
  return String((month ?? 1) >= 9 ? (year ?? 0) + 1 : (year ?? 0))
}
