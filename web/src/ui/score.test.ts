import { describe, expect, it } from 'vitest'
import { markFault, sum, type SheetItem } from './score'

const item = (id: string, points: string | number): SheetItem => ({ id, title: id, points })
const items = [item('a', 10), item('b', '5.5'), item('c', 4)]

describe('score', () => {
  it('adds tenths exactly', () => {
    expect(sum(items, { a: '0.1', b: '0.2', c: '' })).toEqual({ points: '0.3', of: '19.5', missing: 1, wrong: 0 })
    expect(sum(items, { a: '9.9', b: '5.5', c: '４' }).points).toBe('19.4')
  })
  it('does not count what cannot stand', () => {
    expect(sum(items, { a: '11', b: 'x', c: '4' })).toEqual({ points: '4', of: '19.5', missing: 0, wrong: 2 })
  })
  it('says why', () => {
    expect(markFault(items[1]!, '5.6')).toBe('不能超过 5.5 分。')
    expect(markFault(items[1]!, '5.5')).toBe('')
    expect(markFault(items[0]!, '3.25')).toContain('最多 1 位')
    expect(markFault(items[0]!, '-1')).toContain('负数')
  })
})
