import { expect, test } from 'vitest'
import { carriedRows, carry, confirm, isCarried } from './carried'

test('the mark of a row goes with the row, not with its number', () => {
  const rows = carry([{ name: '风机' }, { name: '水泵' }, { name: '空压机' }], [1, 3])
  expect(rows.map(isCarried)).toEqual([true, false, true])
  rows.splice(1, 1)
  expect(carriedRows(rows)).toEqual([1, 2])
  confirm(rows[0]!)
  expect(carriedRows(rows)).toEqual([2])
  expect(rows[0]).toEqual({ name: '风机' })
})

test('a table of which nothing was taken over has no marks', () => {
  expect(carriedRows(carry([{ a: 1 }], undefined))).toEqual([])
})
