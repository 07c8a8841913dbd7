/** How a statutory deadline is said. All dates are the server's; nothing is counted here. */
export interface DeadlineLike {
  title?: string
  rule?: string
  starts_on?: string
  due_on: string
  met_on?: string
  /** The day before an extension. */
  statutory_due_on?: string
  extension_reason?: string
  ended_on?: string
  /** The day from which the clock stands still; due_on has not moved yet. */
  stopped_on?: string
  stopped_reason?: string
  /** Standstills that are over, with their arithmetic. */
  pauses?: { days: number; arithmetic: string }[] | null
  ended_reason?: string
  days_left: number
  overdue: boolean
  provisional?: boolean
  cite?: string
  arithmetic?: string
}

export type Urgency = 'met' | 'ended' | 'stopped' | 'calm' | 'soon' | 'today' | 'over'

/** Within this many days a deadline is shown as near. Display only; the law's own warnings come as messages. */
export const near = 10

/** 2026-03-02 -> 3月2日; with the year when it is not the year of `today`. */
export function dayOf(date: string, today = ''): string {
  const [year, month, day] = date.split('-')
  if (!year || !month || !day) return ''
  const short = `${Number(month)}月${Number(day)}日`
  return today && today.slice(0, 4) === year ? short : `${year}年${short}`
}

export function urgencyOf(d: DeadlineLike): Urgency {
  if (d.met_on) return 'met'
  if (d.ended_on) return 'ended'
  if (d.stopped_on) return 'stopped'
  if (d.overdue) return 'over'
  if (d.days_left === 0) return 'today'
  return d.days_left <= near ? 'soon' : 'calm'
}

/** Whether the day has moved from the law's own: by an extension or by a standstill. */
export const extended = (d: DeadlineLike): boolean => !!d.statutory_due_on && d.statutory_due_on !== d.due_on

export function wordsOf(d: DeadlineLike, today = ''): string {
  if (!d.due_on && !d.met_on) return ''
  switch (urgencyOf(d)) {
    case 'met':
      return `${dayOf(d.met_on ?? '', today)}完成${d.overdue ? '（逾期）' : ''}`
    case 'ended':
      return '已终止计算'
    case 'stopped':
      return `停止计算，尚余 ${d.days_left} 天`
    case 'over':
      return `逾期 ${Math.abs(d.days_left)} 天`
    case 'today':
      return '今天到期'
    default:
      return `还有 ${d.days_left} 天`
  }
}
