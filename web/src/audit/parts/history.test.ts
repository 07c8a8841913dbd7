import { expect, test } from 'vitest'
import { RowHistory } from './history'

test('what was typed is taken back and done again', () => {
  const history = new RowHistory()
  let rows: Record<string, unknown>[] = [{ a: '1' }]
  history.note(rows)
  rows = [{ a: '12' }]
  history.note(rows)
  rows = [{ a: '12' }, { a: '3' }]
  rows = history.undo(rows)!
  expect(rows).toEqual([{ a: '12' }])
  rows = history.undo(rows)!
  expect(rows).toEqual([{ a: '1' }])
  expect(history.undo(rows)).toBeNull()
  rows = history.redo(rows)!
  expect(rows).toEqual([{ a: '12' }])
  rows = history.redo(rows)!
  expect(rows).toEqual([{ a: '12' }, { a: '3' }])
  expect(history.redo(rows)).toBeNull()
})

test('a new change forgets what was taken back', () => {
  const history = new RowHistory()
  history.note([{ a: '1' }])
  history.undo([{ a: '2' }])
  history.note([{ a: '1' }])
  expect(history.redo([{ a: '3' }])).toBeNull()
})
