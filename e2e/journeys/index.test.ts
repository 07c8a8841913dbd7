// An officer loads an index system from a spreadsheet, a past audit is replayed by it, a second person releases it, and an enterprise is
// rated by it with every step of the way.
import { writeFileSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browse, Person, serve, type Server } from '../harness'
import { choose, fill } from '../hands'

let server: Server
let browser: Browser
let first: Person
let second: Person
let enterprise: Person
let audit: string
const folder = mkdtempSync(join(tmpdir(), 'index-'))
const head = '一级指标,一级指标权重,二级指标,计量单位,二级指标权重,Ⅰ级基准值,Ⅱ级基准值,Ⅲ级基准值,限定性指标'
const table = (third: string, weight = '0.6'): string => `${head}\n资源能源消耗,0.6,*单位产品取水量,m3/t,${weight},≤2,≤4,≤8,\n资源能源消耗,0.6,单位产品综合能耗,kgce/t,0.4,≤50,≤80,${third},否\n清洁生产管理,0.4,环境管理制度,,1,体系认证,制度健全,有制度,否\n`
function sheet(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, `\ufeff${content}`)
  return path
}
beforeAll(async () => {
  server = await serve({ enterprises: 300 })
  browser = await browse()
  enterprise = await Person.enter(browser, server.address, 'enterprise-1')
  audit = (await enterprise.api<{ items: { id: string }[] }>('GET', '/audits?state=ongoing')).items[0]!.id
  first = await Person.enter(browser, server.address, 'province')
  second = await Person.enter(browser, server.address, 'province-2')
})
afterAll(async () => {
  await enterprise?.leave()
  await first?.leave()
  await second?.leave()
  await browser?.close()
  await server?.stop()
})

async function load(path: string): Promise<void> {
  await first.page.locator('input[type=file]').setInputFiles(path)
}

let system: string
test('a system is loaded from a spreadsheet; what is wrong is named by row and cell', async () => {
  const { page } = first
  await first.go('/app/index-systems/new')
  await page.getByRole('heading', { name: '新建指标体系' }).waitFor()
  await fill(first, { 名称: '旅程试验行业清洁生产评价指标体系', 文号或者版本: '2026年试验', 适用行业: '26', 原文出处: '附件表1', 原文页码: '第3页', 施行日期: '2020-01-01' })
  await page.getByRole('button', { name: '保存指标体系' }).click()
  await page.waitForURL(/index-systems\/[0-9a-f-]{36}$/)
  system = page.url().split('/').pop()!
  await page.getByText('还没有指标表').waitFor()
  await load(sheet('错.csv', table('≤70', '0.59')))
  await page.getByText('类内各二级指标的权重合计').or(page.getByText('权重合计为0.99')).first().waitFor()
  await page.getByText('单元格 H3').first().waitFor()
  await first.accessible()
  await load(sheet('对.csv', table('≤120')))
  await page.getByText('读到 3 个指标，没有错误').first().waitFor()
})

test('it is replayed, proposed, and released by a second person only', async () => {
  const { page } = first
  await page.getByRole('button', { name: '开始试算' }).click()
  await page.getByText(/试算 0 件审核/).waitFor()
  await page.getByRole('button', { name: '送审' }).click()
  await page.getByRole('dialog').getByRole('button', { name: /送审|确定/ }).click()
  await page.getByText('待发布').first().waitFor()
  await second.go(`/app/index-systems/${system}`)
  await second.page.getByRole('button', { name: '发布', exact: true }).click()
  await second.page.getByRole('dialog').getByRole('button', { name: /发布|确定/ }).click()
  await second.page.getByText('已发布').first().waitFor()
  await second.accessible()
})

test('an enterprise is rated by it, and every step can be opened', async () => {
  const { page } = enterprise
  await enterprise.go(`/app/audits/${audit}/level`)
  const choice = page.getByLabel('评价指标体系')
  await choice.waitFor()
  expect(await choice.locator('option:checked').textContent()).toContain('旅程试验行业')
  await page.getByLabel('单位产品取水量的数值').fill('3')
  await page.getByLabel('单位产品综合能耗的数值').fill('90')
  await choose(enterprise, '环境管理制度的判断', 'Ⅰ级：体系认证')
  // A tab that is closed loses nothing.
  await page.waitForTimeout(1500)
  await enterprise.go('/app/')
  await enterprise.go(`/app/audits/${audit}/level`)
  await page.getByRole('button', { name: '恢复草稿' }).click()
  expect(await page.getByLabel('单位产品综合能耗的数值').inputValue()).toBe('90')
  await page.getByRole('button', { name: '保存并评价' }).click()
  await page.getByText('已保存，等级由系统评出').first().waitFor()
  await page.locator('.result .level').getByText('Ⅲ级').waitFor()
  await page.getByText('还须降低 10 kgce/t').first().waitFor()
  await page.locator('summary').filter({ hasText: '单位产品综合能耗' }).focus()
  await page.keyboard.press('Enter')
  await page.getByText('Ⅲ级基准值“≤120”').waitFor()
  await enterprise.accessible()
})

test('a stricter edition shows whose level would change, and why', async () => {
  const { page } = first
  await first.go(`/app/index-systems/new?of=${system}`)
  await page.getByRole('heading', { name: '录入新版本' }).waitFor()
  await fill(first, { 文号或者版本: '2030年修订', 原文出处: '附件表1', 原文页码: '第4页', 施行日期: '2030-01-01' })
  await page.getByRole('button', { name: '保存指标体系' }).click()
  await page.waitForURL((url) => /index-systems\/[0-9a-f-]{36}$/.test(url.pathname) && !url.pathname.endsWith(system))
  await page.getByText('还没有指标表').waitFor()
  await load(sheet('严.csv', table('≤85')))
  await page.getByText('读到 3 个指标，没有错误').first().waitFor()
  await page.getByRole('button', { name: '开始试算' }).click()
  await page.getByText('等级会变化的').first().waitFor()
  await page.getByText('“单位产品综合能耗”由Ⅲ级变为未达Ⅲ级').first().waitFor()
  await first.accessible()
})
