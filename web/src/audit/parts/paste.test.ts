import { expect, test } from 'vitest'
import { cellsOf, choiceOf, unitsOnly } from './paste'

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
  const kinds = ['电力（当量值）', '电力（等价值）', '天然气（标准状态）', '是'].map((label) => ({ value: label, label }))
  expect(choiceOf('天然气', kinds)).toBe('天然气（标准状态）')
  expect(choiceOf('电力', kinds), 'two may be meant').toBe('')
  expect(choiceOf('√', kinds)).toBe('是')
})

test('a row of units is no row of figures', () => {
  expect(unitsOnly(['', '年', '万m²', 'kWh/m²', '%'])).toBe(true)
  expect(unitsOnly(['t', 'tce', '（万元）', '/'])).toBe(true)
  expect(unitsOnly(['单面板', '2024', '43426'])).toBe(false)
  expect(unitsOnly(['吨标准煤', '立方米'])).toBe(true)
  expect(unitsOnly(['', ''])).toBe(false)
})
