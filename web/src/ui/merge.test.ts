import { describe, expect, it } from 'vitest'
import { inWords, merge, same } from './merge'

describe('merge', () => {
  const base = { id: '1', version: 3, name: '甲', phone: '1', rows: [{ a: '1' }], note: '' }
  it('keeps what only I changed, takes what only they changed, asks about the rest', () => {
    const mine = { ...base, name: '乙', phone: '2', rows: [{ a: '2' }] }
    const theirs = { ...base, version: 4, name: '丙', note: '新', rows: [{ a: '1' }] }
    const result = merge(base, mine, theirs)
    expect(result.merged).toEqual({ id: '1', version: 4, name: '丙', phone: '2', rows: [{ a: '2' }], note: '新' })
    expect(result.clashes.map((c) => c.key)).toEqual(['name'])
    expect(result.taken.map((c) => c.key)).toEqual(['note'])
  })
  it('does not ask when both wrote the same', () => {
    const both = { ...base, name: '乙' }
    const result = merge(base, both, { ...both, version: 4 })
    expect(result.clashes).toEqual([])
    expect(result.merged.version).toBe(4)
  })
  it('does not share objects with what it was given', () => {
    const theirs = { ...base, rows: [{ a: '9' }] }
    const result = merge(base, base, theirs)
    ;(result.merged.rows as { a: string }[])[0]!.a = 'x'
    expect(theirs.rows[0]!.a).toBe('9')
  })
  it('compares deeply', () => {
    expect(same([1, { a: [2] }], [1, { a: [2] }])).toBe(true)
    expect(same([1], { 0: 1 })).toBe(false)
    expect(same({ a: undefined }, {})).toBe(true)
    expect(same(null, {})).toBe(false)
  })
  it('speaks', () => {
    expect([inWords(''), inWords(true), inWords([1, 2]), inWords(0)]).toEqual(['未填写', '是', '2 行', '0'])
  })
})
