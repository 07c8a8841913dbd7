import { describe, expect, it } from 'vitest'
import { readQuery, writeQuery } from './query'
import { cellText, nextSort, pagesNear, parseSort, totalWords } from './table'

describe('lists', () => {
  it('turns a heading: up, down, the server’s own order', () => {
    expect(nextSort('', 'name')).toBe('name')
    expect(nextSort('name', 'name')).toBe('-name')
    expect(nextSort('-name', 'name')).toBe('')
    expect(nextSort('-name', 'due_on')).toBe('due_on')
    expect(parseSort('-due_on')).toEqual({ key: 'due_on', down: true })
  })
  it('never claims more than was counted', () => {
    expect(totalWords(0, false)).toBe('0')
    expect(totalWords(1234567, false)).toBe('1,234,567')
    expect(totalWords(10000, true)).toBe('10,000+')
  })
  it('offers the pages near by', () => {
    expect(pagesNear(1, 1)).toEqual([1])
    expect(pagesNear(1, 500)).toEqual([1, 2, 3, 0, 500])
    expect(pagesNear(250, 500)).toEqual([1, 0, 248, 249, 250, 251, 252, 0, 500])
    expect(pagesNear(4, 6)).toEqual([1, 2, 3, 4, 5, 6])
  })
  it('reads cells', () => {
    expect(cellText({ key: 'n', title: '' }, { n: 0 })).toBe('0')
    expect(cellText({ key: 'x', title: '' }, { n: 0 })).toBe('')
    expect(cellText({ key: 'n', title: '', text: (row: { n: number }) => `${row.n}家` }, { n: 3 })).toBe('3家')
  })
  it('reads an address, also a spoilt one', () => {
    expect(readQuery({ page: 'x', page_size: '7', q: '化工' }, '-due_on')).toEqual({ q: '化工', page: 1, page_size: 20, sort: '-due_on' })
    expect(readQuery({ page: ['3', '4'], page_size: '50', sort: '' }, '-due_on')).toEqual({ q: '', page: 3, page_size: 50, sort: '' })
  })
  it('writes only what differs, so that addresses stay short and reading gives the same back', () => {
    const list = { q: '', page: 2, page_size: 50, sort: 'name' }
    const query = writeQuery(list, { state: '', year: '2026' }, { state: 'ongoing', year: '2026' })
    expect(query).toEqual({ state: '', sort: 'name', page: '2', page_size: '50' })
    expect(readQuery(query)).toEqual(list)
  })
})
