// What goes wrong and is put right: redo, an overdue start, supplement, a failed acceptance, a rectification past its day.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { act, dialog, fill, follow, pagesPdf, press, stands, submit, table, tick, write } from '../hands'
import { browse, Person, serve, type Server } from '../harness'
import { apply, carryOut, conclude, holder, later, mark, moveTo, report, runAudit, seat, today } from '../steps'

let server: Server
let browser: Browser
let city: Person
let enterprise: Person
let audit = ''
let appraisal = ''

beforeAll(async () => {
  server = await serve({ enterprises: 300 })
  browser = await browse()
  city = await Person.enter(browser, server.address, 'city-370100')
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

test('a report that falls short has to be done again: a linked round opens', async () => {
  const { items } = await city.api<{ items: { id: string; enterprise_id: string }[] }>('GET', '/audits?state=reported')
  const found = items[0]
  if (!found) throw new Error('the demonstration has no submitted report in this city')
  enterprise = await holder(browser, server.address, 'enterprise', found.enterprise_id)
  audit = `/app/audits/${found.id}`
  appraisal = await apply(enterprise, audit, '评估')
  await seat(city, appraisal)
  await mark(browser, city, appraisal, 0.5)
  await conclude(city, appraisal, '重新开展审核')
  await enterprise.go(audit)
  await stands(enterprise, '已重新开展')
  await follow(enterprise, '新的一轮')
  await stands(enterprise, '待启动')
  audit = new URL(enterprise.page.url()).pathname
  await enterprise.page.getByRole('link', { name: '上一轮' }).waitFor()
})

test('who does not start in time is overdue, on every desk that must know', async () => {
  await moveTo(city, await later(city, 92))
  await enterprise.go(audit)
  await enterprise.page.getByText(/逾期 \d+ 天/).first().waitFor()
  await enterprise.accessible()
  const { items } = await city.api<{ items: { subject_id: string; rule: string; overdue: boolean }[] }>('GET', `/deadlines?overdue=true&subject_id=${audit.split('/').at(-1) ?? ''}`)
  expect(items.some((d) => d.rule === 'start-audit' && audit.endsWith(d.subject_id))).toBe(true)
})

test('it is started late, by the keys alone', async () => {
  enterprise.keys = true
  await press(enterprise, '启动审核')
  await enterprise.page.waitForURL(/start$/)
  await tick(enterprise, '企业自行开展')
  await fill(enterprise, { 检测分析器具: '配备流量计、电能表和水质快速检测仪。', 行业技术人员: '总工程师王某，从事化工生产二十年。', 计划完成日期: await later(enterprise, 300) })
  await table(enterprise, '审核小组', [{ 姓名: '王法人' }, { 姓名: '李环保' }])
  await submit(enterprise, '启动审核', /audits\/[0-9a-f-]{36}$/)
})

test('what the last round left is gone through row by row: changed, confirmed, deleted, and the rest at once', async () => {
  const { page } = enterprise
  const open = () => page.locator('tbody th[scope=row]').filter({ hasText: '尚未确认' })
  await enterprise.go(`${audit}/dossier/equipment`)
  await page.getByText(/行取自上一轮审核（.*），尚未确认/).waitFor()
  const rows = await open().count()
  expect(rows).toBeGreaterThan(2)
  const names = await page.getByLabel(/^设备名称，第 \d+ 行$/).evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).value))
  await write(enterprise, page.getByLabel('功率，第 1 行', { exact: true }), '118')
  expect(await open().count()).toBe(rows - 1)
  await press(enterprise, '确认第 2 行')
  expect(await open().count()).toBe(rows - 2)
  await page.getByLabel('设备名称，第 3 行', { exact: true }).focus()
  await page.keyboard.press('Control+Delete')
  await page.getByText('已删除第 3 行').waitFor()
  await page.getByLabel('设备名称，第 2 行', { exact: true }).focus()
  await page.keyboard.press('Control+z') // taken back, it is as unconfirmed as before
  await page.getByLabel('设备名称，第 3 行', { exact: true }).waitFor()
  expect(await open().count()).toBe(rows - 2)
  await page.getByLabel('设备名称，第 3 行', { exact: true }).focus()
  await page.keyboard.press('Control+Delete')
  await page.getByText('已删除第 3 行').waitFor()
  await enterprise.accessible()
  const left = rows - 3
  if (left) await press(enterprise, `核对完毕，全部确认（${String(left)} 行）`)
  await page.getByText('尚未确认').first().waitFor({ state: 'detached' })
  await press(enterprise, '保存主要设备')
  await page.getByText('已保存：主要设备').first().waitFor()
  await enterprise.go(`${audit}/dossier/equipment`)
  await page.getByLabel('设备名称，第 1 行', { exact: true }).waitFor()
  expect(await open().count()).toBe(0)
  expect(await page.getByLabel(/^设备名称，第 \d+ 行$/).evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).value))).toEqual(names.filter((_, i) => i !== 2))
  // What nobody has looked at is in the way of the report.
  await enterprise.go(`${audit}/findings`)
  await page.getByText(/取自上一轮.*尚未确认/).first().waitFor()
})

test('the second round runs whole, by the keys alone', async () => {
  await agreeToCarried()
  await runAudit(enterprise, audit)
  await report(enterprise, audit)
})

/** The tables that begin with the last round's rows: the new year's figure is filled in, the rest agreed to. */
async function agreeToCarried(): Promise<void> {
  const carried: [section: string, title: string, figures: Record<string, string>][] = [
    ['materials', '主要原辅材料消耗', { '年用量，第 3 行': '420' }],
    ['energy', '能源消耗', { '消耗量，第 3 行': '101', '消耗量，第 6 行': '330' }],
    ['waste', '危险废物', { '产生量，第 3 行': '12' }],
  ]
  for (const [section, title, figures] of carried) {
    await enterprise.go(`${audit}/dossier/${section}`)
    await fill(enterprise, figures)
    await press(enterprise, /^核对完毕，全部确认/)
    await enterprise.page.getByText('尚未确认').first().waitFor({ state: 'detached' })
    await press(enterprise, `保存${title}`)
    await enterprise.page.getByText(`已保存：${title}`).first().waitFor()
  }
  // Among what was taken over are measured concentrations; they need their report.
  await enterprise.go(`${audit}/findings`)
  const proof = enterprise.page.locator('.proof').filter({ has: enterprise.page.getByRole('heading', { name: '监测报告', exact: true }) })
  await proof.locator('input[type=file]').first().setInputFiles({ name: '监测报告.pdf', mimeType: 'application/pdf', buffer: pagesPdf(2) })
  await proof.getByRole('link', { name: '监测报告.pdf' }).waitFor()
}

test('70 to 90 points: the enterprise supplements, the city sends it back once and then confirms', async () => {
  appraisal = await apply(enterprise, audit, '评估')
  await seat(city, appraisal)
  await mark(browser, city, appraisal, 0.8)
  await conclude(city, appraisal, '补充完善')
  await enterprise.go(audit)
  await answer('报送补充完善情况', '补充完善情况', '已补充水平衡图。')
  await city.go(audit)
  await press(city, '退回补充完善')
  await fill(city, { 退回的原因和补充要求: '请同时补充能量平衡。' }, dialog(city))
  await press(city, '退回补充完善', dialog(city))
  await dialog(city).waitFor({ state: 'detached' })
  await enterprise.go(audit)
  await answer('报送补充完善情况', '补充完善情况', '已补充水平衡图和能量平衡图。')
  await city.go(audit)
  await act(city, '确认补充完善')
  await stands(city, '方案实施')
})

/** Answers in the dialog of an act. */
async function answer(name: string, label: string, text: string): Promise<void> {
  await press(enterprise, name)
  await fill(enterprise, { [label]: text }, dialog(enterprise))
  await press(enterprise, name, dialog(enterprise))
  await dialog(enterprise).waitFor({ state: 'detached' })
}

test('a veto fails the acceptance whatever the points; the rectification runs over its day', async () => {
  await carryOut(enterprise, audit, await today(enterprise))
  appraisal = await apply(enterprise, audit, '验收')
  await seat(city, appraisal)
  await mark(browser, city, appraisal, 1, '污染物排放或者能耗不符合要求')
  await conclude(city, appraisal, '不合格')
  await act(city, '上报省生态环境厅')
  await city.go(audit)
  await stands(city, '验收不合格')
  await press(city, '责令限期整改')
  await fill(city, { 需要整改的问题: '废水苯胺类超标，须完成治理。', 整改期限: await later(city, 30) }, dialog(city))
  await press(city, '责令限期整改', dialog(city))
  await stands(city, '限期整改')
  await moveTo(city, await later(city, 40))
  await city.go(audit)
  await city.page.getByText(/逾期 \d+ 天/).first().waitFor()
  await city.accessible()
})

test('after the rectification a second acceptance passes and is reported', async () => {
  await enterprise.go(audit)
  await answer('报送整改情况', '整改情况', '已完成废水治理，连续三月监测达标。')
  appraisal = await apply(enterprise, audit, '验收')
  await seat(city, appraisal)
  await mark(browser, city, appraisal, 0.9)
  await conclude(city, appraisal, '合格')
  await act(city, '上报省生态环境厅')
  await enterprise.go(audit)
  await stands(enterprise, '验收合格')
  await enterprise.leave()
  await city.leave()
})
