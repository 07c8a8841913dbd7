import { expect, it } from 'vitest'
import { momentOf, timeOf } from './clock'

it('writes instants in figures', () => {
  const local = new Date(2026, 2, 4, 5, 6).toISOString()
  expect(momentOf(local)).toBe('2026-03-04 05:06')
  expect(timeOf(local)).toBe('05:06')
  expect(momentOf('')).toBe('')
})
