import { expect, it } from 'vitest'
import { count, undated, watched, type Pile } from './piles'

const pile = (key: string, total: number, ...days: number[]): Pile => ({
  key,
  total,
  items: days.map((days_left) => ({ days_left, overdue: days_left < 0, due_on: '2026-11-30' })),
})

it('counts mine, not what I watch over', () => {
  const piles = [pile('own-overdue', 12, -3, -1), pile('own-due', 4, 2, 7, 8), pile('plans-open', 1), pile('enterprise-overdue', 40, -9)]
  expect(piles.map(watched)).toEqual([false, false, false, true])
  expect(piles.map(undated)).toEqual([false, false, true, false])
  expect(count(piles)).toEqual({ open: 17, late: 12, week: 2, returned: 0, capped: false })
})
it('does not pretend to know more than was counted', () => {
  expect(count([{ ...pile('plans-open', 10000), total_capped: true }]).capped).toBe(true)
})
