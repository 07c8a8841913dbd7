import { expect, test } from 'vitest'
import { rowMerger } from './rowmerge'

const columns = [
  { key: 'name', title: '名称' },
  { key: 'amount', title: '数量' },
]
const { merge, settle } = rowMerger(
  () => columns,
  (row, i) => `第${String(i + 1)}行（${String(row.name)}）`,
)
const row = (mark: string, name: string, amount: string) => (mark ? { _mark: mark, name, amount } : { name, amount })
const base = { version: 1, rows: [row('r1', '苯', '10'), row('r2', '硝酸', '20'), row('r3', '硫酸', '30')] }

test('what only one of the two changed is taken from either', () => {
  const mine = { version: 1, rows: [row('r1', '苯', '11'), row('r2', '硝酸', '20'), row('r3', '硫酸', '30')] }
  const theirs = { version: 2, rows: [row('r1', '苯', '10'), row('r2', '硝酸', '22'), row('r3', '硫酸', '30')] }
  const out = merge(base, mine, theirs)
  expect(out.clashes).toEqual([])
  expect(out.taken.map((c) => c.label)).toEqual(['第2行（硝酸）“数量”'])
  expect(settle(out.merged)).toEqual({ version: 2, rows: [row('r1', '苯', '11'), row('r2', '硝酸', '22'), row('r3', '硫酸', '30')] })
})

test('a cell that both changed is asked, with both values', () => {
  const mine = { version: 1, rows: [row('r1', '苯', '11'), ...base.rows.slice(1)] }
  const theirs = { version: 2, rows: [row('r1', '苯', '12'), ...base.rows.slice(1)] }
  const out = merge(base, mine, theirs)
  expect(out.clashes).toEqual([{ key: 'cell:r1.amount', label: '第1行（苯）“数量”', base: '10', mine: '11', theirs: '12' }])
  expect(settle(out.merged).rows).toEqual(theirs.rows)
  expect(settle({ ...out.merged, 'cell:r1.amount': '11' }).rows).toEqual(mine.rows)
})

test('rows before it may come and go: a row is known by its mark', () => {
  const mine = { version: 1, rows: [base.rows[0]!, row('', '水', '5'), base.rows[1]!, row('r3', '硫酸', '33')] }
  const theirs = { version: 2, rows: [base.rows[1]!, base.rows[2]!, row('r4', '盐酸', '40')] }
  const out = merge(base, mine, theirs)
  expect(out.clashes).toEqual([])
  expect(settle(out.merged).rows).toEqual([base.rows[1], row('r3', '硫酸', '33'), row('r4', '盐酸', '40'), row('', '水', '5')])
})

test('a row that one took away and the other changed is asked', () => {
  const mine = { version: 1, rows: base.rows.slice(0, 2) }
  const theirs = { version: 2, rows: [...base.rows.slice(0, 2), row('r3', '硫酸', '31')] }
  const out = merge(base, mine, theirs)
  expect(out.clashes.map((c) => [c.key, c.mine, c.theirs])).toEqual([['row:r3', null, row('r3', '硫酸', '31')]])
  expect(settle({ ...out.merged, 'row:r3': null }).rows).toEqual(mine.rows)
  expect(settle(out.merged).rows).toEqual(theirs.rows)
})

test('an empty cell and a missing one are the same', () => {
  const mine = { version: 1, rows: [{ _mark: 'r1', name: '苯', amount: '10', note: '' }, ...base.rows.slice(1)] }
  expect(merge(base, mine, { ...base, version: 2 }).clashes).toEqual([])
})
