import { expect, it } from 'vitest'
import { groupAccounts } from './roles'

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
    ['评审专家', 1],
    ['系统管理', 1],
    ['其他', 1],
  ])
})
