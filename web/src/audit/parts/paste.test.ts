import { describe, expect, it } from 'vitest'
import { cellsOf, choiceOf } from './paste'

describe('cellsOf', () => {
  it('reads lines and tabs as a spreadsheet writes them', () => {
    expect(cellsOf('电力\t2025\t100\r\n原煤\t2025\t\r\n')).toEqual([['电力', '2025', '100'], ['原煤', '2025', '']])
  })
  it('keeps line breaks and quotes inside a quoted cell', () => {
    expect(cellsOf('"第一行\n第二行"\t"说""好"""')).toEqual([['第一行\n第二行', '说"好"']])
  })
})

describe('choiceOf', () => {
  it('takes value or label, and nothing else', () => {
    const options = [{ value: 'raw_coal', label: '原煤' }]
    expect(choiceOf('原煤', options)).toBe('raw_coal')
    expect(choiceOf('raw_coal', options)).toBe('raw_coal')
    expect(choiceOf('煤', options)).toBe('')
  })
})
