import { describe, expect, it } from 'vitest'
import type { RouteRecordNormalized } from 'vue-router'
import { currentEntry, menuOf } from './menu'

const route = (path: string, title: string, section: string | null, order = 0, permission?: string) =>
  ({ path, meta: { title, permission, menu: section === null ? undefined : { section, order } } }) as unknown as RouteRecordNormalized

const all = [
  route('/expert', '专家库', '主体信息'),
  route('/audit', '审核项目', '清洁生产审核', 1, 'audit.read'),
  route('/audit/:id', '审核项目', null),
  route('/', '工作台', '', 0),
  route('/audit/late', '逾期项目', '清洁生产审核', 2, 'audit.supervise'),
  route('/odd', '其他', '没有登记的分组'),
]

describe('menu', () => {
  it('keeps the order of the procedure and leaves out what the person may not open', () => {
    const menu = menuOf(all, (permission) => permission !== 'audit.supervise')
    expect(menu.map((s) => [s.title, ...s.entries.map((e) => e.title)])).toEqual([
      ['', '工作台'],
      ['清洁生产审核', '审核项目'],
      ['主体信息', '专家库'],
      ['没有登记的分组', '其他'],
    ])
  })
  it('marks the entry a page stands under', () => {
    const menu = menuOf(all, () => true)
    expect(currentEntry(menu, '/audit/17')).toBe('/audit')
    expect(currentEntry(menu, '/audit/late')).toBe('/audit/late')
    expect(currentEntry(menu, '/auditor')).toBe('')
    expect(currentEntry(menu, '/')).toBe('/')
  })
})
