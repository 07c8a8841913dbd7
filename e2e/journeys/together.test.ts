// Consultant and enterprise in one dossier from the start to the signed report: the enterprise engages the agency as it starts, both fill
// in, the stages are completed in their order, the system writes the report, the legal representative signs it, a change breaks the
// signature before everybody's eyes, and what is handed in is what was signed.
import { createHash } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fill, look, press, stands, submit, table, tick, write } from '../hands'
import { browse, Person, serve, type Server } from '../harness'
import { assessment, complete, consumption, continuation, focus, foundations, holder, later, option, someOptions, stages, summarise, targets } from '../steps'

interface Audit { id: string; enterprise_id: string; track: string; state: string; report_file_id?: string }
interface List<T> { items: T[] }
interface Signature { holds: boolean; file_id: string; report_sha256: string; changed: string[] }

let server: Server
let browser: Browser
let enterprise: Person
let agency: Person
let id = ''
let audit = ''
let firm = ''
const signature = async (): Promise<Signature | undefined> => (await enterprise.api<{ signature?: Signature }>('GET', `/audits/${id}/report-draft`)).signature

beforeAll(async () => {
  server = await serve({ enterprises: 300 })
  browser = await browse()
  const province = await Person.enter(browser, server.address, 'province')
  const found = (await province.api<List<Audit>>('GET', '/audits?state=listed&page_size=50')).items.find((a) => a.track === 'strict')
  await province.leave()
  if (!found) throw new Error('the demonstration has no listed audit on the strict track')
  id = found.id
  audit = `/app/audits/${id}`
  await allowIn(found.enterprise_id)
  enterprise = await holder(browser, server.address, 'enterprise', found.enterprise_id)
  agency = await Person.enter(browser, server.address, 'agency-1')
  firm = (await agency.api<{ name: string }>('GET', '/me')).name
})
afterAll(async () => {
  for (const person of [enterprise, agency]) await person?.leave()
  await browser?.close()
  await server?.stop()
})

/** The account of an enterprise that has been disabled is asked for by one administrator and approved by the other. */
async function allowIn(enterpriseId: string): Promise<void> {
  const [asks, approves] = [await Person.enter(browser, server.address, 'sysadmin'), await Person.enter(browser, server.address, 'secadmin')]
  const { items } = await asks.api<List<{ id: string; enterprise_id?: string; state: string; version: number }>>('GET', '/accounts?role=enterprise&page_size=200')
  const account = items.find((a) => a.enterprise_id === enterpriseId)
  if (account?.state === 'disabled') {
    await asks.api('POST', `/accounts/${account.id}/restore`, {}, account.version)
    await approves.api('POST', `/accounts/${account.id}/approve`, {}, (await approves.api<{ version: number }>('GET', `/accounts/${account.id}`)).version)
  }
  await asks.leave()
  await approves.leave()
}

test('the enterprise starts the audit with an agency, which accepts', async () => {
  await enterprise.go(audit)
  await press(enterprise, '启动审核')
  await enterprise.page.waitForURL(/start$/)
  await tick(enterprise, '委托咨询服务机构')
  await look(enterprise, '咨询服务机构', firm.replace('（演示）', ''))
  await fill(enterprise, { 计划完成日期: await later(enterprise, 300) })
  await table(enterprise, '审核小组', [{ 姓名: '王法人' }, { 姓名: '李环保' }])
  await submit(enterprise, '启动审核', /audits\/[0-9a-f-]{36}$/)
  await stands(enterprise, '审核中')
  const { items } = await agency.api<List<{ id: string }>>('GET', `/engagements?audit_id=${id}&state=offered`)
  await agency.go(`/app/engagements/${items[0]!.id}`)
  await press(agency, '接受委托')
  await stands(agency, '受托中')
})

test('stage by stage both fill in what they know; no stage is completed before the one before it', async () => {
  await summarise(enterprise, audit, stages[0])
  await complete(enterprise, audit, 1)
  await foundations(enterprise, audit)
  await consumption(agency, audit)
  await focus(agency, audit)
  await enterprise.go(audit)
  await enterprise.page.locator('.stages > li').nth(1).getByText('“清洁生产目标”没有填写').first().waitFor()
  expect(await enterprise.page.locator('.stages > li').nth(2).getByRole('button', { name: '完成本阶段' }).count()).toBe(0)
  await targets(agency, audit)
  await summarise(agency, audit, stages[1])
  await complete(agency, audit, 2)
  await assessment(agency, audit)
  await summarise(agency, audit, stages[2])
  await complete(agency, audit, 3)
  for (const o of someOptions) await option(agency, audit, o)
  for (const n of [4, 5, 6]) {
    await summarise(agency, audit, stages[n - 1]!)
    await complete(agency, audit, n)
  }
  await continuation(enterprise, audit)
  await summarise(enterprise, audit, stages[6])
  await complete(enterprise, audit, 7)
  await enterprise.accessible()
})

test('the system writes the report; the legal representative signs it, bound to its content', async () => {
  const { page } = enterprise
  await enterprise.go(`${audit}/findings`)
  await page.getByText('资料检查不妨碍提交审核报告').waitFor()
  await sign()
  await page.getByRole('heading', { name: '已签署，内容没有改动' }).waitFor()
  const now = await signature()
  expect(now?.holds).toBe(true)
  const file = await page.request.get(`${server.address}/api/v1/files/${now!.file_id}/content`)
  const pdf = await file.body()
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  expect(createHash('sha256').update(pdf).digest('hex'), 'the file is the one that was signed').toBe(now!.report_sha256)
  await enterprise.accessible()
})

/** Signs the report as the system writes it. */
async function sign(): Promise<void> {
  await enterprise.go(`${audit}/report-draft`)
  await enterprise.page.getByText('没有错误，可以生成正式稿').waitFor()
  await enterprise.page.getByLabel('已阅读并作出上述承诺').check()
  await enterprise.page.getByLabel('法定代表人姓名').fill('王法人')
  await press(enterprise, /^签署/)
  await enterprise.page.getByText('报告已签署并存入附件').first().waitFor()
}

test('a figure that is changed afterwards breaks the signature, in words, and what was signed is no longer taken', async () => {
  const { page } = enterprise
  await agency.go(`${audit}/dossier/water`)
  await write(agency, agency.page.getByLabel('新鲜水取水量，第 3 行', { exact: true }), '301')
  await press(agency, '保存水资源利用')
  await agency.page.getByText('已保存：水资源利用').first().waitFor()
  await enterprise.go(`${audit}/report-draft`)
  await page.getByRole('heading', { name: '签署已失效：签署以后内容有改动' }).waitFor()
  await page.getByText('水资源利用').first().waitFor()
  expect((await signature())?.changed.join('')).toContain('水资源利用')
  await enterprise.go(`${audit}/report`)
  await page.getByText('签署已经失效').waitFor()
  expect(await page.getByLabel('本系统生成并签署的报告').isDisabled()).toBe(true)
  await enterprise.accessible()
  await enterprise.picture('report-broken-1440')
})

test('signed anew, it is handed in as it was signed; then the dossier is closed to both', async () => {
  const { page } = enterprise
  await sign()
  const now = await signature()
  await enterprise.go(audit)
  await press(enterprise, '提交审核报告')
  await page.waitForURL(/report$/)
  await page.getByText('签署以后内容没有改动').waitFor()
  expect(await page.getByLabel('本系统生成并签署的报告').isChecked()).toBe(true)
  await enterprise.accessible()
  await page.setViewportSize({ width: 390, height: 844 })
  await enterprise.picture('report-signed-390')
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1)).toBe(true)
  await page.setViewportSize({ width: 1440, height: 900 })
  await enterprise.picture('report-signed-1440')
  await tick(enterprise, '已阅读并作出上述承诺')
  await submit(enterprise, '提交审核报告', /audits\/[0-9a-f-]{36}$/)
  await stands(enterprise, '已提交报告')
  expect((await enterprise.api<Audit>('GET', `/audits/${id}`)).report_file_id).toBe(now!.file_id)
  await agency.go(`${audit}/dossier/water`)
  await agency.page.getByRole('link', { name: '资料检查', exact: true }).waitFor()
  expect(await agency.page.getByRole('button', { name: /^保存/ }).count()).toBe(0)
})
