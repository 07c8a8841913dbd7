import { expect, test } from 'vitest'
import { readBlock, writtenOut, type Block } from './block'
import { quantity } from './cells'
import type { EntryColumn } from './columns'

const materials: EntryColumn[] = [
  { key: 'material', title: '原辅材料名称', kind: 'text', required: true },
  { key: 'product', title: '用于产品', kind: 'text' },
  { key: 'year', title: '年份', kind: 'year', required: true },
  { key: 'unit', title: '单位', kind: 'text', required: true },
  { key: 'quantity', title: '年用量', kind: 'number', required: true, unitFrom: 'unit' },
  { key: 'output', title: '产品产量', kind: 'computed' },
  { key: 'unit_use', title: '单位产品消耗', kind: 'computed' },
  { key: 'stated_unit_use', title: '填报的单位产品消耗', kind: 'number', unitFrom: 'stated_unit' },
  { key: 'stated_unit', title: '填报的单耗单位', kind: 'text' },
]
const equipment: EntryColumn[] = [
  { key: 'name', title: '设备名称', kind: 'text', required: true },
  { key: 'quantity', title: '数量', kind: 'number', required: true },
  { key: 'power', title: '功率', kind: 'number', unit: 'kW' },
  { key: 'grade', title: '能效等级', kind: 'choice', options: ['1级', '2级'].map((value) => ({ value, label: value })) },
  { key: 'on', title: '投用日期', kind: 'date' },
]
const sheet = (...lines: string[][]): string => lines.map((line) => line.join('\t')).join('\n')
function block(columns: EntryColumn[], from: number, ...lines: string[][]): Block {
  const out = readBlock(sheet(...lines), columns, from)
  if ('refused' in out) throw new Error(out.refused)
  return out
}

test('without headings the cells go from the column of the focus on, past what is computed', () => {
  expect(block(materials, 2, ['2024', 'kg', '20', '0.5']).rows).toEqual([{ year: '2024', unit: 'kg', quantity: '20', stated_unit_use: '0.5' }])
})
test('headings are known by the title, by a short form of it, and where a report states what the system computes', () => {
  const { rows, notes } = block(materials, 0, ['年份', '原辅材料', '用量', '单位', '单位产品消耗', '备注'], ['2024', '铬酐', '20', 'kg', '0.5', '新'])
  expect(rows).toEqual([{ year: '2024', material: '铬酐', quantity: '20', unit: 'kg', stated_unit_use: '0.5' }])
  expect(notes.join('')).toContain('“原辅材料”写入“原辅材料名称”')
  expect(notes.join('')).toContain('没有对应的栏目，没有写入：“备注”')
})
test('years side by side become a row each', () => {
  const { rows, notes } = block(materials, 0, ['用于产品', '原辅材料名称', '单位', '2020年', '2021年'], ['单面板', '片碱', 'kg', '219', '258'])
  expect(rows).toEqual([
    { product: '单面板', material: '片碱', unit: 'kg', year: 2020, quantity: '219' },
    { product: '单面板', material: '片碱', unit: 'kg', year: 2021, quantity: '258' },
  ])
  expect(notes).toContain('年份在表头上，已改为每年一行。')
})
test('two lines of headings span years, and each heading has its own', () => {
  const { rows } = block(materials, 0, ['原辅材料名称', '单位', '年用量', '', '填报的单位产品消耗', ''], ['', '', '2020', '2021', '2020', '2021'], ['片碱', 'kg', '219', '258', '0.59', '0.58'])
  expect(rows).toEqual([
    { material: '片碱', unit: 'kg', year: 2020, quantity: '219', stated_unit_use: '0.59' },
    { material: '片碱', unit: 'kg', year: 2021, quantity: '258', stated_unit_use: '0.58' },
  ])
})
test('figures that look like years are no headings', () => {
  expect(block(materials, 0, ['片碱', '', '2020', 'kg', '2021']).rows).toEqual([{ material: '片碱', product: '', year: '2020', unit: 'kg', quantity: '2021' }])
})
test('a unit in the heading or below it is kept, where it is not that of the column', () => {
  const { rows, notes } = block(equipment, 0, ['设备名称', '数量（台）', '功率（W）'], ['收板机', '4', '220'])
  expect(rows).toEqual([{ name: '收板机', quantity: '4', power: { value: '220', unit: 'W' } }])
  expect(notes.join('')).toContain('“功率”按 W')
  expect(block(equipment, 0, ['设备名称', '数量', '功率'], ['', '台', 'W'], ['收板机', '4', '220']).rows).toEqual(rows)
  expect(block(equipment, 0, ['设备名称', '数量', '功率（kW）'], ['收板机', '4', '0.22']).rows[0]!.power).toBe('0.22')
  expect(block(materials, 0, ['原辅材料名称', '年份', '年用量（t）'], ['片碱', '2020', '2.19']).rows).toEqual([{ material: '片碱', year: '2020', quantity: '2.19', unit: 't' }])
  expect(block(materials, 0, ['原辅材料名称', '单位', '年用量（t）'], ['片碱', 'kg', '2.19']).rows[0]!.quantity).toEqual({ value: '2.19', unit: 't' })
})
test('totals are left out, merged cells are filled in, what is no choice and what says nothing is left empty and named', () => {
  const { rows, notes } = block(equipment, 0, ['设备名称', '数量', '功率', '能效等级', '投用日期'], ['锣机', '3', '12KW', '2级', '2021.3.4'], ['', '1', '/', '三级', '2021/03/05'], ['合计', '4', '', '', ''])
  expect(rows).toEqual([
    { name: '锣机', quantity: '3', power: { value: '12', unit: 'KW' }, grade: '2级', on: '2021-03-04' },
    { name: '锣机', quantity: '1', power: '', grade: '', on: '2021-03-05' },
  ])
  const said = notes.join('')
  for (const words of ['已粘贴 2 行', '合计 1 行没有写入', '合并单元格 1 格', '第 2 行“能效等级”写的是“三级”', '写“/”“—”的 1 格']) expect(said).toContain(words)
})
test('a merged cell speaks for all its lines where the spreadsheet says that it was merged; a number among them does not', () => {
  const head = ['设备名称', '数量', '功率', '能效等级', '投用日期']
  const lines = [head, ['锣机', '3', '12', '2级', '2021-03-04'], ['钻机', '1', '', '', ''], ['磨板机', '2', '', '', ''], ['清洗机', '1', '4', '', '']]
  const html = `<html><body><!--StartFragment--><table><tr>${head.map((h) => `<td>${h}</td>`).join('')}</tr>
    <tr><td>锣机</td><td>3</td><td rowspan=2>12</td><td rowspan=3>2级</td><td rowspan=2>2021-03-04</td></tr><tr><td>钻机</td><td>1</td></tr>
    <tr><td>磨板机</td><td>2</td><td></td><td></td></tr><tr><td>清洗机</td><td>1</td><td>4</td><td></td><td></td></tr></table></body></html>`
  const read = (beside: string): Block => readBlock(sheet(...lines), equipment, 0, beside) as Block
  const { rows, notes } = read(html)
  expect(rows.map((row) => [row.name, row.power, row.grade, row.on])).toEqual([['锣机', '12', '2级', '2021-03-04'], ['钻机', '', '2级', '2021-03-04'], ['磨板机', '', '2级', ''], ['清洗机', '4', '', '']])
  for (const words of ['合并单元格 3 格按上一行补齐', '只写入第一行，请逐行分开填写：“功率”']) expect(notes.join('')).toContain(words)
  expect(read('').rows.map((row) => row.grade), 'without the table an empty cell stays empty').toEqual(['2级', '', '', ''])
  expect(read(html.replace('<tr><td>钻机</td><td>1</td></tr>', '')).rows.map((row) => row.grade), 'a table of another block is not looked at').toEqual(['2级', '', '', ''])
})
test('more rows than a table takes are refused as a whole', () => {
  const out = readBlock(sheet(...Array.from({ length: 10_000 }, (_, i) => [`设备${String(i)}`, '1'])), equipment, 0)
  expect(out).toEqual({ refused: '剪贴板里有 10000 行，一张表最多 500 行，没有粘贴。请先归并再粘贴。' })
})
test('a power of ten is written out digit for digit; what a spreadsheet has cut is not', () => {
  for (const [text, plain] of [['1.25×10⁻³', '0.00125'], ['3.67×10-2', '0.0367'], ['1.2×10^3', '1200'], ['4.44 × 10⁻⁴', '0.000444'], ['2×10²', '200'], ['1.2345×10²', '123.45']] as const) expect(writtenOut(text)).toBe(plain)
  for (const text of ['1.2E+2', '12', '10×20', 'ND']) expect(writtenOut(text)).toBeNull()
})
test('a number carries the unit that stands behind it', () => {
  expect(quantity('5.5 kW')).toEqual({ value: '5.5', unit: 'kW' })
  expect(quantity('220W')).toEqual({ value: '220', unit: 'W' })
  expect(quantity('0.3万kWh')).toEqual({ value: '0.3', unit: '万kWh' })
  for (const text of ['1.2E+2', '1e5', '0.02L', '12万', 'ND', '<0.02', '50-60', '1.25×10⁻³', '12,5', '130%']) expect(quantity(text)).toBe(text)
})
