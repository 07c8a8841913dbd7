// When life gets in the way: a plant stops and its clocks stand still, a certificate runs out, a refusal is appealed.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { act, dialog, fill, press, stands, submit, tick } from '../hands'
import { browse, demoPassword, Person, serve, type Server } from '../harness'
import { holder, later, moveTo, today } from '../steps'

interface Clock {
  id: string
  rule: string
  due_on: string
  stopped_on: string
  overdue: boolean
  open: boolean
  party: string
}

let server: Server
let browser: Browser
let city: Person
let county: Person
let enterprise: Person
let audit = ''
let stopped = ''
let due = ''

beforeAll(async () => {
  server = await serve({ enterprises: 300 })
  browser = await browse()
  city = await Person.enter(browser, server.address, 'city-370100')
  county = await Person.enter(browser, server.address, 'county-370102')
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** Reports an event of the enterprise and takes it through county and city; gives its path. */
async function decide(kind: string, on: string): Promise<string> {
  await enterprise.go('/app/enterprise-events/new')
  await tick(enterprise, kind)
  await fill(enterprise, { 生效日期: on, 情况说明: '生产线停运检修改造，已断电断水。', 证明材料的名称和文号: '停产报告和用电量记录' })
  await submit(enterprise, '保存', /enterprise-events\/[0-9a-f-]{36}$/)
  await act(enterprise, '提交申报')
  await stands(enterprise, '待县级审查')
  await enterprise.accessible()
  const path = new URL(enterprise.page.url()).pathname
  await county.go(path)
  await press(county, '审查属实，报市级决定')
  await fill(county, { 审查意见: '现场核实属实。' }, dialog(county))
  await press(county, '报市级决定', dialog(county))
  await stands(county, '待市级决定')
  await city.go(path)
  await press(city, '批准')
  await press(city, '批准', dialog(city))
  await stands(city, '已批准')
  return path
}
const clock = async (): Promise<Clock> => {
  const { deadlines } = await city.api<{ deadlines: Clock[] }>('GET', audit.replace('/app', ''))
  const found = deadlines.find((d) => d.rule === 'submit-report')
  if (!found) throw new Error('the round has no clock of the report')
  return found
}

test('a standstill that the city approves stops the clocks of the round', async () => {
  const { items } = await city.api<{ items: { id: string; enterprise_id: string; region_code: string }[] }>('GET', '/audits?state=ongoing&page_size=100')
  for (const one of items) {
    const { total } = await city.api<{ total: number }>('GET', `/enterprise-events?enterprise_id=${one.enterprise_id}`)
    const { deadlines } = await city.api<{ deadlines: Clock[] }>('GET', `/audits/${one.id}`)
    if (total > 0 || deadlines.some((d) => d.overdue)) continue
    // The county of the seat examines what concerns the whole enterprise.
    const { region_code: seat } = await city.api<{ region_code: string }>('GET', `/enterprises/${one.enterprise_id}`)
    await county.api('DELETE', '/session')
    await county.api('POST', '/session', { account: `county-${seat}`, password: demoPassword })
    audit = `/app/audits/${one.id}`
    enterprise = await holder(browser, server.address, 'enterprise', one.enterprise_id)
    break
  }
  expect(audit).not.toBe('')
  due = (await clock()).due_on
  stopped = await later(enterprise, -3)
  await decide('长期停止生产', stopped)
  await city.page.getByText(/起停止计算，现到期日/).first().waitFor()
  await city.accessible()
  expect(await clock()).toMatchObject({ stopped_on: stopped, due_on: due })
})

test('long after, nothing is overdue; the resumption moves the due day by the days', async () => {
  await moveTo(city, await later(city, 400))
  await enterprise.go(audit)
  await stands(enterprise, '已中止')
  await enterprise.page.getByText(/停止计算，尚余 \d+ 天/).first().waitFor()
  expect((await clock()).overdue).toBe(false)
  await enterprise.accessible()
  const on = await today(enterprise)
  await decide('停产以后恢复生产', on)
  await city.page.getByText(/停止403日/).first().waitFor()
  const after = await clock()
  expect(after.stopped_on).toBe('')
  expect(after.due_on > due).toBe(true)
  await enterprise.go(audit)
  await stands(enterprise, '审核中')
})

test('a certificate that has run out sends its site back to the list', async () => {
  const province = await Person.enter(browser, server.address, 'province')
  await province.go('/app/equivalences?state=lapsed')
  await province.page.locator('td, .card, li').getByText('证书到期失效').first().waitFor()
  await province.accessible()
  const { items } = await province.api<{ items: { id: string; lost_on: string; relist_year: number; valid_until: string }[] }>('GET', '/equivalences?state=lapsed&page_size=100')
  const now = items.find((e) => e.lost_on === items.map((o) => o.lost_on).sort().at(-1))
  if (!now) throw new Error('no certificate has run out')
  expect(now.lost_on > now.valid_until).toBe(true)
  await province.go(`/app/equivalences/${now.id}`)
  await province.page.getByText(`${String(now.relist_year)} 年度计划`).first().waitFor()
  await province.accessible()
})

test('a request for more time is refused, appealed once, and counted', async () => {
  const until = await later(enterprise, 600)
  await enterprise.go(audit)
  await enterprise.page.getByRole('link', { name: '申请移出或者延期' }).click()
  await enterprise.page.waitForURL(/petitions\/new/)
  await tick(enterprise, '有正当理由不能按期完成')
  await tick(enterprise, '完成本轮审核并提交审核报告')
  await fill(enterprise, { 申请延至: until })
  await tick(enterprise, '设备供货或者施工延误')
  await fill(enterprise, { 申请理由: '主要设备推迟交货，已另行排产。', 证明材料的名称和文号: '供货合同补充协议' })
  await submit(enterprise, '保存', /petitions\/[0-9a-f-]{36}$/)
  await act(enterprise, '提交申请')
  await stands(enterprise, '待市级决定')
  const path = new URL(enterprise.page.url()).pathname
  await city.go(path)
  await press(city, '不予准予')
  await fill(city, { 不予准予的理由: '合同没有写明推迟的原因。' }, dialog(city))
  await press(city, '不予准予', dialog(city))
  await stands(city, '未准予')
  await enterprise.go(path)
  await press(enterprise, '申请复核')
  await fill(enterprise, { 申请复核的理由: '补充了供货方的函。' }, dialog(enterprise))
  await press(enterprise, '申请复核', dialog(enterprise))
  await stands(enterprise, '复核中')
  const province = await Person.enter(browser, server.address, 'province')
  await province.go(path)
  await press(province, '复核准予')
  await fill(province, { 理由: '供货方的函能够证明。' }, dialog(province))
  await press(province, '复核准予', dialog(province))
  await stands(province, '复核准予')
  expect((await clock()).due_on).toBe(until)
  await province.go('/app/petition-statistics')
  await province.page.getByRole('region', { name: '按理由' }).getByText('设备供货或者施工延误').waitFor()
  await province.accessible()
})
