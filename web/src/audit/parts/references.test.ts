import { describe, expect, it } from 'vitest'
import { joined, parted, refer, referencesOf, worded, type Row, unreferred } from './references'

describe('references', () => {
  it('go with their row and come apart again', () => {
    const rows = joined([{ item: '氯化氢', value: '3' }, { item: '硫酸雾' }], [{ value: { document: '7', page: 2 } }, {}])
    expect(referencesOf(rows[0])).toEqual({ value: { document: '7', page: 2 } })
    rows.reverse()
    expect(parted(rows)).toEqual({ rows: [{ item: '硫酸雾' }, { item: '氯化氢', value: '3' }], references: [{}, { value: { document: '7', page: 2 } }] })
  })
  it('of an empty cell are not sent, and none are no list', () => {
    const row: Row = { value: '' }
    refer(row, 'value', { document: '7' })
    expect(parted([row])).toEqual({ rows: [{}], references: [] })
    refer(row, 'value', null)
    expect(row).toEqual({ value: '' })
  })
  it('are named by document and page', () => {
    const documents = [{ id: '7', kind: '监测报告', name: '监测报告.pdf', replaced: true }]
    expect(worded({ document: '7', page: 3 }, documents)).toBe('监测报告.pdf 第 3 页 （旧版本）')
    expect(worded({ document: '8' }, documents)).toBe('文件已经移除')
  })
  it('are spread over the figures that have none', () => {
    const rows: Row[] = [{ value: '1' }, { value: '2' }, { value: '' }]
    refer(rows[0]!, 'value', { document: '7' })
    expect(unreferred(rows, 'value')).toEqual([rows[1]])
  })
})
