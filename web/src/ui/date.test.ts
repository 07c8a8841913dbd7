import { describe, expect, it } from 'vitest'
import { dayFault, readDay } from './date'

describe('day', () => {
  it.each([
    ['2026-3-2', '2026-03-02'],
    ['20260302', '2026-03-02'],
    ['2026年3月2日', '2026-03-02'],
    ['２０２６．３．２', '2026-03-02'],
    ['2026/03/02', '2026-03-02'],
    ['2028-02-29', '2028-02-29'],
    [' ', ''],
    ['2026-02-29', null],
    ['2026-13-01', null],
    ['3月2日', null],
    ['02/03/2026', null],
  ])('reads %s as %s', (typed, day) => expect(readDay(typed)).toBe(day))
  it('says why', () => {
    expect(dayFault('2026-02-30')).toContain('不是日期')
    expect(dayFault('2026-03-01', '2026-03-02')).toBe('不能早于 2026-03-02。')
    expect(dayFault('2026-03-03', '', '2026-03-02')).toBe('不能晚于 2026-03-02。')
    expect(dayFault('2026-03-02', '2026-03-02', '2026-03-02')).toBe('')
    expect(dayFault('')).toBe('')
  })
})
