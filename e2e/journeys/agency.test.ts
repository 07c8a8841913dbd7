// An enterprise invites a consulting agency to its audit; the agency accepts on a phone and works within the invitation; one
// click takes its access away, and what it wrote stays with its name. The agency works with the keys alone.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dialog, fill, look, press, stands, submit, tick } from '../hands'
import { browse, Person, serve, type Server } from '../harness'

interface Audit { id: string; enterprise_id: string; agency_id: string; case_no: string; state: string }
interface Engagement { id: string; state: string; audit_id: string; enterprise_name: string }
interface List<T> { items: T[] }

const phone = { width: 390, height: 844 }
let server: Server
let browser: Browser
let enterprise: Person
let agency: Person
let audit = ''
let invitation = ''
let firm = ''

beforeAll(async () => {
  server = await serve({ enterprises: 300 })
  browser = await browse()
  enterprise = await Person.enter(browser, server.address, 'enterprise-1')
  agency = await Person.enter(browser, server.address, 'agency-1', phone)
  agency.keys = true
  audit = (await enterprise.api<List<Audit>>('GET', '/audits?state=ongoing')).items[0]?.id ?? ''
  firm = (await agency.api<{ name: string }>('GET', '/me')).name
  // In the demonstration the agency works on this audit already: the journey begins without it.
  for (const e of (await enterprise.api<List<Engagement & { version: number; agency_name: string }>>('GET', `/engagements?audit_id=${audit}&open=true`)).items)
    if (e.agency_name === firm) await enterprise.api('POST', `/engagements/${e.id}/${e.state === 'offered' ? 'cancel' : 'withdraw'}`, {}, e.version)
})
afterAll(async () => {
  await enterprise?.leave()
  await agency?.leave()
  await browser?.close()
  await server?.stop()
})

/** What the agency gets when it asks for the audit: a foreign record does not exist. */
const status = async (): Promise<number> => (await agency.page.request.get(`${server.address}/api/v1/audits/${audit}`)).status()

async function invite(): Promise<void> {
  await enterprise.go(`/app/audits/${audit}/engage`)
  await look(enterprise, '咨询服务机构', firm.replace('（演示）', ''))
  await tick(enterprise, '查看和填写')
  await fill(enterprise, { 邀请说明: '请承担本年度清洁生产审核的咨询工作' })
  await enterprise.accessible()
  await submit(enterprise, '发出邀请', /audits\/[0-9a-f-]{36}$/)
  invitation = (await enterprise.api<List<Engagement>>('GET', `/engagements?audit_id=${audit}&state=offered`)).items[0]?.id ?? ''
  expect(invitation).not.toBe('')
}

test('an invitation is declined with a reason, on a phone with the keys alone', async () => {
  await invite()
  expect(await status()).toBe(404)
  await agency.go(`/app/engagements/${invitation}`)
  await agency.accessible()
  await press(agency, '谢绝委托')
  await press(agency, '谢绝委托', dialog(agency))
  await dialog(agency).getByText('请填写谢绝的原因').first().waitFor()
  await fill(agency, { 谢绝的原因: '本年度业务已满' }, dialog(agency))
  await press(agency, '谢绝委托', dialog(agency))
  await stands(agency, '机构已谢绝')
  await enterprise.go('/app/messages')
  await enterprise.page.getByText('机构已谢绝').first().waitFor()
})

test('the next one is accepted from the desk; the agency then sees and fills the audit, and no other', async () => {
  await invite()
  await agency.go('/app/')
  await agency.page.getByText('待答复的企业委托').first().waitFor()
  await agency.go(`/app/engagements/${invitation}`)
  await agency.picture('engagement-phone')
  await press(agency, '接受委托')
  await stands(agency, '受托中')
  await agency.accessible()
  expect(await status()).toBe(200)
  const seen = (await agency.api<List<Audit>>('GET', '/audits?page_size=200')).items
  const entrusted = new Set((await agency.api<List<Engagement>>('GET', '/engagements?page_size=200')).items.filter((e) => ['running', 'ended'].includes(e.state)).map((e) => e.audit_id))
  expect(seen.every((a) => entrusted.has(a.id))).toBe(true)
  agency.keys = false
  await agency.page.setViewportSize({ width: 1440, height: 900 })
  await agency.go(`/app/audits/${audit}/stages/continuation`)
  await fill(agency, { 阶段小结: '已由咨询机构协助建立持续清洁生产的组织、制度和计划，详见附件。' })
  await press(agency, '保存本阶段')
  await agency.page.getByText(`本阶段最近由${firm}填写`).waitFor()
})

test('the departments see who works for whom', async () => {
  const city = await Person.enter(browser, server.address, 'city-370100')
  await city.go('/app/engagements?state=running')
  await city.page.getByRole('cell', { name: firm }).first().waitFor()
  await city.accessible()
  await city.picture('engagements')
  await city.leave()
})

test('one click ends the access at once; what the agency wrote stays and is marked', async () => {
  await enterprise.go(`/app/audits/${audit}`)
  await enterprise.picture('audit-engagements')
  const row = enterprise.page.locator('li').filter({ hasText: firm }).filter({ hasText: '受托中' })
  await press(enterprise, '收回权限', row)
  await enterprise.page.getByText('权限已收回，机构自即时起不能查看和填写').first().waitFor()
  await enterprise.accessible()
  expect(await status()).toBe(404)
  await agency.go(`/app/audits/${audit}`)
  await agency.page.getByText('没有找到').first().waitFor()
  await agency.go('/app/messages')
  await agency.page.getByText('权限已收回').first().waitFor()
  await enterprise.go(`/app/audits/${audit}/stages/continuation`)
  await enterprise.page.getByText(`本阶段最近由${firm}填写`).waitFor()
})

test('an auditor is registered once; a certificate that another agency has is refused with its name', async () => {
  const [own] = (await agency.api<List<{ id: string }>>('GET', `/agencies?q=${encodeURIComponent(firm)}`)).items
  await agency.go(`/app/agencies/${own?.id ?? ''}`)
  await agency.page.getByRole('heading', { name: '审核人员' }).waitFor()
  const person = { 姓名: '赵审核', 证书名称: '清洁生产审核培训合格证书', 证书编号: 'ys-00200', 发证单位: '演示培训机构' }
  await press(agency, '登记审核人员')
  await fill(agency, person, dialog(agency))
  await press(agency, '登记', dialog(agency))
  await dialog(agency).getByText(/不能同时在两家机构使用/).first().waitFor()
  await agency.accessible()
  await agency.picture('auditor-refused')
  await fill(agency, { 证书编号: 'YS-90001' }, dialog(agency))
  await press(agency, '登记', dialog(agency))
  await dialog(agency).waitFor({ state: 'detached' })
  await agency.page.getByText('YS-90001').waitFor()
  await press(agency, '登记离开：赵审核')
  await fill(agency, { 依据: '解除劳动合同证明' }, dialog(agency))
  await press(agency, '登记离开', dialog(agency))
  await dialog(agency).waitFor({ state: 'detached' })
  await agency.accessible()
  await agency.picture('auditors')
})
