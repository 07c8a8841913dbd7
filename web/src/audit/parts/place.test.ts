import { expect, test } from 'vitest'
import { covers, placeFrom, placePath } from './place'

test('a place is read from its address and written back', () => {
  for (const at of [{ mark: 'r3', column: 'output' }, { mark: 'r3', column: '' }]) {
    expect(placeFrom(placePath('7', 'products', at).split('?at=')[1])).toEqual(at)
  }
  expect(placePath('7', 'products', { mark: '', column: '' })).toBe('/audits/7/dossier/products')
  expect(placeFrom(undefined)).toBeNull()
})

test('a table covers its rows, a row its cells, a cell itself alone', () => {
  const cell = { mark: 'r3', column: 'output' }
  expect(covers({ mark: '', column: '' }, cell)).toBe(true)
  expect(covers({ mark: 'r3', column: '' }, cell)).toBe(true)
  expect(covers({ mark: 'r3', column: 'year' }, cell)).toBe(false)
  expect(covers({ mark: 'r4', column: '' }, cell)).toBe(false)
})
