/** Demo accounts in groups of one's own kind, in the order in which a case passes through their hands. */
export interface DemoAccount {
  account: string
  name: string
  role_label: string
  place_label: string
}
export interface RoleGroup {
  title: string
  accounts: DemoAccount[]
}

/** The sign-in page says itself that this is the demonstration. */
export const plainName = (one: DemoAccount): string => (one.name || one.place_label).replace(/（演示）$/, '')

const groups: [string, RegExp][] = [
  ['企业', /^企业/],
  ['咨询服务机构', /机构/],
  ['县（市、区）', /^县|分局/],
  ['设区的市', /^市/],
  ['省', /^省/],
  ['专家', /专家/],
  ['系统管理', /管理员/],
]

export function groupAccounts(accounts: readonly DemoAccount[]): RoleGroup[] {
  const left = new Set(accounts)
  const found = groups.map(([title, fits]) => {
    const mine = [...left].filter((one) => fits.test(one.role_label))
    mine.forEach((one) => left.delete(one))
    return { title, accounts: mine }
  })
  return [...found, { title: '其他', accounts: [...left] }].filter((group) => group.accounts.length)
}
