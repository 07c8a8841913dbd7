import { expect, it } from 'vitest'
import { wan } from './wan'

it('shows fen in 万元 without rounding', () => {
  expect([0, 1, 1_000_000, 25_010_000, -2_500_000].map(wan)).toEqual(['0', '0.000001', '1', '25.01', '-2.5'])
  expect(wan(10_000_000)).toBe('10')
})
