import { expect, test } from 'vitest'
import { cellsOf, choiceOf, headings, unitsOnly } from './paste'

test('a spreadsheet puts lines and tabs on the clipboard', () => {
  expect(cellsOf('a\tb\r\n1\t2\r\n')).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ])
})
test('a cell in quotes may hold tabs, lines and quotes', () => {
  expect(cellsOf('"a\tb"\t"c\nd"\t"say ""so"""')).toEqual([['a\tb', 'c\nd', 'say "so"']])
})
test('an empty cell keeps its place', () => {
  expect(cellsOf('1\t\t3')).toEqual([['1', '', '3']])
})
test('a choice is known by its value or by its words', () => {
  const options = [{ value: 'coal', label: '原煤' }]
  expect(choiceOf('原煤', options)).toBe('coal')
  expect(choiceOf('coal', options)).toBe('coal')
  expect(choiceOf('木炭', options)).toBe('')
})

const columns = [
  { key: 'product', title: '产品名称', kind: 'text' },
  { key: 'year', title: '年份', kind: 'year' },
  { key: 'output', title: '实际产量', kind: 'number' },
]
test('headings that were copied along say which column is which', () => {
  expect(headings(['年份', '产品名称', '实际产量（m²）', '备注'], columns)).toEqual(['year', 'product', 'output', null])
  expect(headings(['2024', '单面板', '43426'], columns)).toBeNull()
})
test('a row of units is no row of figures', () => {
  expect(unitsOnly(['', '年', '万m²', 'kWh/m²', '%'])).toBe(true)
  expect(unitsOnly(['t', 'tce', '（万元）', '/'])).toBe(true)
  expect(unitsOnly(['单面板', '2024', '43426'])).toBe(false)
  expect(unitsOnly(['', ''])).toBe(false)
})
