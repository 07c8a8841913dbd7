import { describe, expect, it } from 'vitest'
import { dayOf, urgencyOf, wordsOf, type DeadlineLike } from './deadline'

const at = (over: Partial<DeadlineLike>): DeadlineLike => ({ due_on: '2026-12-06', days_left: 12, overdue: false, ...over })

describe('deadline', () => {
  it.each([
    [at({}), 'calm', '还有 12 天'],
    [at({ days_left: 11 }), 'calm', '还有 11 天'],
    [at({ days_left: 10 }), 'soon', '还有 10 天'],
    [at({ days_left: 0 }), 'today', '今天到期'],
    [at({ days_left: -3, overdue: true }), 'over', '逾期 3 天'],
    [at({ met_on: '2026-03-02' }), 'met', '3月2日完成'],
    [at({ met_on: '2025-12-31' }), 'met', '2025年12月31日完成'],
    [at({ ended_on: '2026-11-01', days_left: -3 }), 'ended', '已终止计算'],
    [at({ stopped_on: '2026-10-01', days_left: 60 }), 'stopped', '停止计算，尚余 60 天'],
    [at({ met_on: '2026-12-08', overdue: true }), 'met', '12月8日完成（逾期）'],
  ] as const)('%j is %s: %s', (deadline, urgency, words) => {
    expect(urgencyOf(deadline)).toBe(urgency)
    expect(wordsOf(deadline, '2026-11-24')).toBe(words)
  })
  it('says nothing without a date', () => {
    expect(wordsOf(at({ due_on: '' }))).toBe('')
    expect(dayOf('')).toBe('')
  })
})
