import { expect, it } from 'vitest'
import { groupAccounts, plainName } from './roles'

const one = (role_label: string) => ({ account: role_label, name: '', role_label, place_label: '' })

it('groups each account once, loses none', () => {
  const all = ['省生态环境厅', '省发展和改革委员会', '市生态环境局', '县（市、区）生态环境分局', '县（市、区）发展和改革局', '企业', '咨询服务机构', '专家', '系统管理员', '观察员'].map(one)
  const found = groupAccounts(all)
  expect(found.map((g) => [g.title, g.accounts.length])).toEqual([
    ['企业', 1],
    ['咨询服务机构', 1],
    ['县（市、区）', 2],
    ['设区的市', 1],
    ['省', 2],
    ['专家', 1],
    ['系统管理', 1],
    ['其他', 1],
  ])
})

it('leaves out what the page says already', () => {
  expect(plainName({ ...one('企业'), name: '济南某化工有限公司（演示）' })).toBe('济南某化工有限公司')
  expect(plainName({ ...one('专家'), place_label: '田明' })).toBe('田明')
})
