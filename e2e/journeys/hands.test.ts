// Consultant and enterprise together in one dossier: invited, filled in by both, asked and answered, handed in; the officer sends one row
// back, only this row opens, it is mended, handed in again straight to the officer, and taken.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { activate, choose, dialog, fill, follow, look, press, stands, submit, tick } from '../hands'
import { browse, Person, serve, type Server } from '../harness'
import { holder, report } from '../steps'

interface Audit { id: string; enterprise_id: string; stages?: { state: string }[] }
interface List<T> { items: T[] }
interface Engagement { id: string; state: string; version: number }

let server: Server
let browser: Browser
let city: Person
let enterprise: Person
let agency: Person
let audit = ''
let firm = ''
let mended = ''

beforeAll(async () => {
  server = await serve({ enterprises: 300 })
  browser = await browse()
  city = await Person.enter(browser, server.address, 'city-370100')
  const found = await nearlyDone()
  audit = found.id
  enterprise = await holder(browser, server.address, 'enterprise', found.enterprise_id)
  agency = await Person.enter(browser, server.address, 'agency-1')
  firm = (await agency.api<{ name: string }>('GET', '/me')).name
  // Another agency has worked on it: the journey begins without one.
  for (const e of (await enterprise.api<List<Engagement>>('GET', `/engagements?audit_id=${audit}&open=true`)).items)
    await enterprise.api('POST', `/engagements/${e.id}/${e.state === 'offered' ? 'cancel' : 'withdraw'}`, {}, e.version)
  // What was asked before is settled.
  for (const c of (await enterprise.api<List<{ id: string; state: string; version: number }>>('GET', `/audits/${audit}/comments`)).items)
    if (c.state === 'open') await enterprise.api('POST', `/dossier-comments/${c.id}/resolve`, {}, c.version)
})
afterAll(async () => {
  for (const person of [city, enterprise, agency]) await person?.leave()
  await browser?.close()
  await server?.stop()
})

/** An audit of which only the last stage is left, and whose figures the rules find in order. */
async function nearlyDone(): Promise<Audit> {
  for (const { id } of (await city.api<List<Audit>>('GET', '/audits?state=ongoing&page_size=50')).items) {
    const one = await city.api<Audit>('GET', `/audits/${id}`)
    const { items } = await city.api<List<{ severity: string; rule: string }>>('GET', `/audits/${id}/findings`)
    const faults = items.filter((f) => f.severity === 'error' && !['monitoring-report', 'permit-copy'].includes(f.rule))
    if (one.stages?.filter((st) => st.state === 'complete').length === 6 && !faults.length) return one
  }
  throw new Error('the demonstration has no audit before its last stage')
}
const table = async (person: Person, section: string, at = ''): Promise<void> => {
  await person.go(`/app/audits/${audit}/dossier/${section}${at}`)
  await person.page.getByRole('link', { name: '资料检查', exact: true }).waitFor()
}
const cell = (person: Person, label: string) => person.page.getByLabel(label, { exact: true })
/** A digit more behind the point: no leap that the rules would ask about. */
const finer = (amount: string, digit: number): string => `${amount}${amount.includes('.') ? '' : '.'}${String(digit)}`
async function save(person: Person): Promise<void> {
  await activate(person, person.page.getByRole('button', { name: /^保存/ }))
}
const saved = (person: Person): Promise<void> => person.page.getByText(/^已保存/).first().waitFor()
const pane = (person: Person) => person.page.getByRole('complementary', { name: '批注、修改记录和退回' })

test('the enterprise invites an agency; who is at a table is seen by the other', async () => {
  await enterprise.go(`/app/audits/${audit}/engage`)
  await look(enterprise, '咨询服务机构', firm.replace('（演示）', ''))
  await tick(enterprise, '查看和填写')
  await submit(enterprise, '发出邀请', /audits\/[0-9a-f-]{36}$/)
  const { items } = await agency.api<List<Engagement>>('GET', `/engagements?audit_id=${audit}&state=offered`)
  await agency.go(`/app/engagements/${items[0]?.id ?? ''}`)
  await press(agency, '接受委托')
  await stands(agency, '受托中')
  await table(agency, 'continuation')
  await fill(agency, { 持续清洁生产组织: '成立清洁生产办公室。', 管理制度: '纳入岗位责任制。', 持续清洁生产计划: '每年安排资金和培训。' })
  await save(agency)
  await saved(agency)
  await table(enterprise, 'continuation')
  await enterprise.page.getByText(`${firm}（咨询服务机构）`).first().waitFor()
  await enterprise.accessible()
})

test('a cell that both changed is settled with both values before the eyes; what only one changed is merged', async () => {
  await table(enterprise, 'water')
  await table(agency, 'water')
  const before = await cell(enterprise, '新鲜水取水量，第 1 行').inputValue()
  await cell(enterprise, '新鲜水取水量，第 1 行').fill(finer(before, 1))
  await save(enterprise)
  await saved(enterprise)
  await cell(agency, '新鲜水取水量，第 1 行').fill(finer(before, 2))
  await cell(agency, '用途或部位，第 2 行').fill('生产')
  await save(agency)
  const clash = agency.page.getByRole('alert').filter({ hasText: '这条记录刚被他人修改' })
  await clash.waitFor()
  for (const value of [before, finer(before, 1), finer(before, 2)]) expect(await clash.locator('fieldset').innerText()).toContain(value)
  expect(await clash.locator('fieldset').count()).toBe(1)
  await agency.accessible()
  await agency.picture('conflict')
  await tick(agency, '本人填写', clash)
  await press(agency, '按以上选择继续填写')
  await cell(agency, '用途或部位，第 2 行').waitFor()
  expect(await cell(agency, '用途或部位，第 2 行').inputValue()).toBe('生产')
  await save(agency)
  await saved(agency)
})

test('a table is locked by one and taken over by the other, who says why', async () => {
  await table(agency, 'water')
  await press(agency, '锁定本表')
  await agency.page.getByText('已由您锁定').waitFor()
  await table(enterprise, 'water')
  await enterprise.page.getByText(new RegExp(`由${firm.replace(/[（）]/g, '.')}（咨询服务机构）锁定`)).waitFor()
  expect(await enterprise.page.getByRole('button', { name: /^保存/ }).count()).toBe(0)
  await press(enterprise, '接管')
  await fill(enterprise, { 接管的原因: '水费单由本企业核对' }, dialog(enterprise))
  await press(enterprise, '接管', dialog(enterprise))
  await enterprise.page.getByText('水费单由本企业核对').first().waitFor()
  await enterprise.accessible()
  await press(enterprise, '解除锁定')
  await enterprise.page.getByRole('button', { name: '锁定本表' }).waitFor()
})

test('a question at a cell is put by the keys alone, answered from the desk and settled', async () => {
  const { page } = enterprise
  await table(enterprise, 'water')
  await cell(enterprise, '重复利用水量，第 1 行').focus()
  await page.keyboard.press('Shift+F2')
  await pane(enterprise).getByText('“重复利用水量”').first().waitFor()
  await page.keyboard.insertText('回用水表从几月起计量？')
  await press(enterprise, '提交批注')
  await cell(enterprise, '重复利用水量，第 1 行：1 条批注未解决').waitFor()
  await enterprise.accessible()
  await agency.go('/app/')
  await agency.page.getByText('待答复的批注').first().waitFor()
  await agency.go(`/app/audits/${audit}/comments`)
  await press(agency, '答复', agency.page.locator('article', { hasText: '回用水表' }))
  await fill(agency, { 答复内容: '自2023年1月起，抄表记录已上传。' })
  await press(agency, '提交答复')
  await agency.page.getByText('自2023年1月起').first().waitFor()
  await agency.accessible()
  await activate(agency, agency.page.getByRole('button', { name: /水资源利用第1行/ }))
  await agency.page.waitForURL(/dossier\/water\?at=r1\.reused$/)
  await agency.page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === '重复利用水量，第 1 行')
  await table(enterprise, 'water', '?at=r1.reused')
  await pane(enterprise).getByText('自2023年1月起').waitFor()
  await press(enterprise, '标为已解决')
  await pane(enterprise).getByText('没有未解决的').waitFor()
  await activate(enterprise, pane(enterprise).getByRole('tab', { name: '修改记录' }))
  await enterprise.accessible()
})

/** Opens what is asked about the option, stage or section of this name. */
const openRemarks = (person: Person, words: string): Promise<void> => activate(person, person.page.getByRole('button', { name: new RegExp(`^批注.*：${words}$`) }))

test('an option, the summary of a stage and a text of the report are asked about in their places', async () => {
  const { items } = await enterprise.api<List<{ id: string; code: string; name: string }>>('GET', `/audits/${audit}/options`)
  const first = items[0]!
  await agency.go(`/app/audits/${audit}/options/${first.id}`)
  await openRemarks(agency, `${first.code} ${first.name}`)
  await choose(agency, '针对哪一项', '计划投资')
  await fill(agency, { 批注内容: '与采购合同的金额核对过吗？' }, pane(agency))
  await agency.accessible()
  await press(agency, '提交批注')
  await pane(agency).getByText('与采购合同的金额').waitFor()
  await agency.picture('option-remark')
  await agency.go(`/app/audits/${audit}/stages/preassessment`)
  await openRemarks(agency, '预审核')
  await fill(agency, { 批注内容: '请写明现场考察的结论。' }, pane(agency))
  await press(agency, '提交批注')
  await pane(agency).getByText('现场考察的结论').waitFor()
  await agency.accessible()
  await agency.go(`/app/audits/${audit}/report-draft`)
  await openRemarks(agency, '企业概况')
  await fill(agency, { 批注内容: '请补充主要产品的用途。' }, pane(agency))
  await press(agency, '提交批注')
  await pane(agency).getByText('主要产品的用途').waitFor()
  await agency.accessible()

  await enterprise.go(`/app/audits/${audit}/comments`)
  await enterprise.page.getByRole('heading', { name: '报告文字' }).waitFor()
  await enterprise.accessible()
  await activate(enterprise, enterprise.page.getByRole('button', { name: /^报告文字（企业概况）/ }))
  await enterprise.page.waitForURL(/report-draft#preassessment-profile$/)
  await enterprise.go(`/app/audits/${audit}/options`)
  await enterprise.page.getByText('批注 1 条').first().waitFor()
  await enterprise.accessible()
  for (const c of (await enterprise.api<List<{ id: string; state: string; version: number }>>('GET', `/audits/${audit}/comments`)).items)
    if (c.state === 'open') await agency.api('POST', `/dossier-comments/${c.id}/resolve`, {}, c.version)
})

test('a text of the report outlives its page; written by two at once it is compared', async () => {
  const draft = `/app/audits/${audit}/report-draft`
  const box = (person: Person) => person.page.getByLabel('企业概况的文字', { exact: true })
  await enterprise.go(draft)
  await press(enterprise, '编辑文字：企业概况')
  await box(enterprise).fill('本企业生产的产品用于汽车零部件。')
  await enterprise.page.getByText(/草稿已于 .* 存好/).waitFor()
  await agency.go(draft)
  await press(agency, '编辑文字：企业概况')
  await box(agency).fill('企业的产品主要用于家用电器。')
  await press(agency, '保存')
  await agency.page.getByText('文字已保存').first().waitFor()
  await enterprise.go(draft)
  await press(enterprise, '编辑文字：企业概况')
  await press(enterprise, '恢复草稿')
  const clash = enterprise.page.getByRole('alert').filter({ hasText: '这条记录刚被他人修改' })
  await clash.waitFor()
  expect(await clash.innerText()).toContain('家用电器')
  await enterprise.accessible()
  await tick(enterprise, '本人填写', clash)
  await press(enterprise, '按以上选择继续填写')
  await press(enterprise, '保存')
  await enterprise.page.getByText('文字已保存').first().waitFor()
  await enterprise.page.getByText('本企业生产的产品用于汽车零部件。').first().waitFor()
})

test('the report is handed in; after that the dossier is closed', async () => {
  for (const purpose of ['监测报告', '排污许可证'])
    await enterprise.page.request.post(`${server.address}/api/v1/files?${new URLSearchParams({ subject_type: 'audit', subject_id: audit, purpose }).toString()}`, { multipart: { file: { name: `${purpose}.pdf`, mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') } } })
  await enterprise.go(`/app/audits/${audit}`)
  await press(enterprise, '完成本阶段')
  await enterprise.page.getByRole('button', { name: '完成本阶段' }).waitFor({ state: 'detached' })
  await report(enterprise, `/app/audits/${audit}`)
  await stands(enterprise, '已提交报告')
  await table(agency, 'water')
  expect(await agency.page.getByRole('button', { name: /^保存/ }).count()).toBe(0)
})

test('the officer sends one row back; only this row opens', async () => {
  await table(city, 'water')
  await city.page.getByRole('button', { name: /^新鲜水取水量，第 1 行/ }).focus()
  await city.page.keyboard.press('ArrowDown')
  await pane(city).getByText(/第2行/).first().waitFor()
  await tick(city, '这一行', pane(city))
  await activate(city, pane(city).getByRole('tab', { name: '退回' }))
  await fill(city, { 退回的原因和补正要求: '与取水台账不一致，请核对。' })
  await city.accessible()
  await press(city, '退回这一行')
  await city.page.getByText('已退回，企业只能修改这一处').first().waitFor()

  await enterprise.go('/app/')
  await enterprise.page.getByText('被退回的审核资料').first().waitFor()
  await enterprise.go(`/app/audits/${audit}`)
  await follow(enterprise, /^退回补正/)
  await follow(enterprise, '去补正')
  await cell(enterprise, '新鲜水取水量，第 2 行').waitFor()
  expect(await enterprise.page.getByRole('textbox', { name: /新鲜水取水量/ }).count()).toBe(1)
  await enterprise.accessible()
  mended = finer(await cell(enterprise, '新鲜水取水量，第 2 行').inputValue(), 7)
  await cell(enterprise, '新鲜水取水量，第 2 行').fill(mended)
  await save(enterprise)
  await saved(enterprise)
})

test('handed in again it goes straight to the officer, who sees the differences and takes it', async () => {
  await enterprise.go(`/app/audits/${audit}/returns`)
  await fill(enterprise, { 补正情况: '已按取水台账更正。' })
  await enterprise.accessible()
  await press(enterprise, '重新报送')
  await enterprise.page.getByText('待复核', { exact: true }).first().waitFor()
  await city.go('/app/messages')
  await city.page.getByText('已重新报送').first().waitFor()
  await city.go(`/app/audits/${audit}/returns`)
  expect(await city.page.locator('dl', { hasText: '“新鲜水取水量”' }).innerText()).toContain(mended)
  await city.accessible()
  await city.page.setViewportSize({ width: 390, height: 844 })
  await city.accessible()
  expect(await city.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1)).toBe(true)
  await press(city, '通过')
  await city.page.getByText('已通过', { exact: true }).first().waitFor()
  await enterprise.go(`/app/audits/${audit}/returns`)
  await enterprise.page.getByText('已通过', { exact: true }).first().waitFor()
  await table(enterprise, 'water')
  expect(await enterprise.page.getByRole('button', { name: /^保存/ }).count()).toBe(0)
})

test('of an option only the part that was sent back opens', async () => {
  const { items } = await city.api<List<{ id: string; code: string; name: string }>>('GET', `/audits/${audit}/options`)
  const first = items[0]!
  await city.go(`/app/audits/${audit}/options/${first.id}`)
  await openRemarks(city, `${first.code} ${first.name}`)
  await choose(city, '针对哪一项', '方案内容')
  await activate(city, pane(city).getByRole('tab', { name: '退回' }))
  await fill(city, { 退回的原因和补正要求: '没有写明针对的问题。' }, pane(city))
  await press(city, '退回这一项')
  await city.page.getByText('已退回，企业只能修改这一处').first().waitFor()
  await enterprise.go(`/app/audits/${audit}/returns`)
  await follow(enterprise, '去补正')
  await enterprise.page.getByText('“方案内容”：没有写明针对的问题。').waitFor()
  expect(await enterprise.page.getByLabel('方案名称').isDisabled()).toBe(true)
  await enterprise.accessible()
  await enterprise.picture('option-returned')
  await fill(enterprise, { 方案内容: '针对高沸物的跑冒滴漏。' })
  await submit(enterprise, '保存方案', /options$/)
  await enterprise.go(`/app/audits/${audit}/returns`)
  await enterprise.page.locator('dl', { hasText: '针对高沸物的跑冒滴漏。' }).waitFor()
})
