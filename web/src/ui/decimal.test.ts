import { describe, expect, it } from 'vitest'
import { fenOf, fromTenths, grouped, readDecimal, tenthsOf, wanOf } from './decimal'

describe('decimal', () => {
  it.each([
    ['120', '120'],
    ['１２０．５０', '120.50'],
    ['1，234，567。8', '1234567.8'],
    ['007', '7'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['　', ''],
    ['0.00000001', '0.00000001'],
  ])('reads %s as %s', (typed, value) => expect(readDecimal(typed)).toEqual({ ok: true, value }))
  it.each([
    ['1.2E+2', '1.2E+2'],
    ['１．２ｅ２', '1.2E+2'],
    ['12吨', '不是数字'],
    ['1.2.3', '不是数字'],
    ['-3', '负数'],
    ['0.123456789', '最多 8 位'],
    ['1234567890123456789', '过大'],
  ])('refuses %s and says why', (typed, why) => {
    const read = readDecimal(typed)
    expect(read.ok ? '' : read.why).toContain(why)
  })
  it('allows what the field allows', () => {
    expect(readDecimal('-3.5', 1, true)).toEqual({ ok: true, value: '-3.5' })
    expect(readDecimal('3.5', 0).ok).toBe(false)
  })
  it('groups for reading', () => {
    expect(grouped('1234567.8901')).toBe('1,234,567.8901')
    expect(grouped('-1234')).toBe('-1,234')
    expect(grouped('')).toBe('')
  })
  it.each([
    ['12.5', 12500000],
    ['0.000001', 1],
    ['0.1', 100000],
    ['4503599627.370496', 4503599627370496],
    ['-2', -2000000],
    ['0', 0],
  ])('%s 万元 = %i fen and back', (wan, fen) => {
    expect(fenOf(wan)).toBe(fen)
    expect(wanOf(fen)).toBe(wan)
  })
  it('adds points without floating point: 0.1 + 0.2 = 0.3', () => {
    expect(fromTenths(tenthsOf('0.1') + tenthsOf('0.2'))).toBe('0.3')
    expect(fromTenths(tenthsOf('69.9') + tenthsOf('0.1'))).toBe('70')
    expect(tenthsOf('')).toBe(0)
  })
})
