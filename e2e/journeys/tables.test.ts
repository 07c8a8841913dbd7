// The tables of the dossier as people keep them: where a computed number comes from, a balance beside its flows, a table through a
// spreadsheet, the tables on paper, and the move to a new edition of the form. What a round that is done again takes over: redo.test.ts.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { follow } from '../hands'
import { browse, Person, serve, type Server } from '../harness'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
let server: Server
let browser: Browser
let person: Person
let audit: string
let law: string
beforeAll(async () => {
  server = await serve({ enterprises: 300 })
  browser = await browse()
  person = await Person.enter(browser, server.address, 'enterprise-1')
  const audits = await person.api<{ items: { id: string }[] }>('GET', '/audits?state=ongoing')
  audit = audits.items[0]!.id
})
afterAll(async () => {
  await person?.leave()
  await browser?.close()
  await server?.stop()
  if (law) rmSync(law, { recursive: true, force: true })
})

/** Later editions of the law data as an operator lays them over the built-in ones. */
function laterEdition(): string {
  const folder = mkdtempSync(join(tmpdir(), 'qingshen-law-'))
  const form = readFileSync(join(root, 'law/dossier/2026.yaml'), 'utf8')
    .replace('edition: "2026"', 'edition: "2027"')
    .replace(/^from: .*$/m, 'from: 2026-01-01')
    .replace(/ {6}- \{id: grade, title: 能效等级.*\n/, '      - {id: maker, title: 制造商, kind: text}\n')
    .replace('{id: power, title: 功率, kind: number, unit: kW}', '{id: power, title: 功率, kind: number, unit: MW}')
  mkdirSync(join(folder, 'dossier'))
  writeFileSync(join(folder, 'dossier', '2027.yaml'), form)
  return folder
}

test('a computed number opens to its formula, its values and the source of its factor, by keyboard alone', async () => {
  const { page } = person
  await person.go(`/app/audits/${audit}/dossier/energy`)
  const number = page.getByRole('button', { name: /^折标准煤，第 1 行/ })
  await number.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: '计算来源' }).waitFor()
  await page.getByText(/GB\/T 2589-2020/).first().waitFor()
  await person.accessible()
  await page.getByRole('button', { name: '系数表：查看“折标准煤系数”的来源' }).click()
  await page.getByText('折标准煤系数取自系数表').waitFor()
  await page.getByRole('button', { name: '返回上一步' }).click()
  await page.getByText(/折标准煤 = /).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('heading', { name: '计算来源' }).waitFor({ state: 'detached' })
})

test('a balance stands beside its flows, and its deviation follows what is typed', async () => {
  const { page } = person
  await person.go(`/app/audits/${audit}/dossier/balances`)
  const amount = page.getByLabel('数量，第 1 行', { exact: true })
  const out = await page.locator('div:has(> dt:text-is("输出合计")) > dd').first().textContent()
  const right = out!.split(' ')[0]!
  await amount.fill(right)
  await amount.blur()
  await page.getByText('符合：平衡偏差不超过5 %', { exact: true }).first().waitFor()
  await amount.fill('99999999')
  await amount.blur()
  await page.getByText('不符合：平衡偏差不超过5 %').first().waitFor()
  await person.accessible()
  await amount.fill(right)
  await amount.blur()
  await page.getByText('符合：平衡偏差不超过5 %', { exact: true }).first().waitFor()
})

test('a table goes out as a workbook and comes back with its difference first', async () => {
  const { page } = person
  await person.go(`/app/audits/${audit}/dossier/water`)
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载现有内容' }).click()])
  expect(download.suggestedFilename()).toContain('水资源利用')
  await page.locator('input[type=file]').first().setInputFiles({ name: '水.csv', mimeType: 'text/csv', buffer: Buffer.from('﻿水源,用途或部位,年份,单位,新鲜水取水量\n,,,,\n自来水,食堂,2024,m³,1.2E+3\n') })
  await page.getByText(/不能使用科学计数法/).waitFor()
  await person.accessible()
  await page.getByRole('button', { name: '不写入' }).click()
  await page.locator('input[type=file]').first().setInputFiles({ name: '水.csv', mimeType: 'text/csv', buffer: Buffer.from('﻿水源,用途或部位,年份,单位,新鲜水取水量\n自来水,食堂,2024,万m³,0.12\n') })
  await page.getByRole('button', { name: '写入 1 行' }).click()
  await page.getByText('已写入 1 行').first().waitFor()
  const kept = await person.api<{ rows: { use?: string; fresh?: string }[] }>('GET', `/audits/${audit}/dossier/water`)
  expect(kept.rows.find((row) => row.use === '食堂')?.fresh).toBe('0.12')
})

test('all tables are printed on A4 as the form sets them: the wide ones across, nothing of the screen around them', async () => {
  const { page } = person
  await person.go(`/app/audits/${audit}`)
  await follow(person, '打印资料')
  await page.getByRole('heading', { name: '打印审核资料' }).waitFor()
  for (const title of ['T01　企业基本情况', 'T05　能源消耗', 'T16　物料、水、能源和污染因子平衡']) await page.getByRole('heading', { name: title }).waitFor()
  const energy = page.locator('.table', { has: page.getByRole('heading', { name: 'T05　能源消耗' }) })
  expect(await energy.getByRole('columnheader', { name: /折标准煤系数/ }).count()).toBeGreaterThan(0)
  expect(await energy.locator('tbody tr').count()).toBe((await person.api<{ rows: unknown[] }>('GET', `/audits/${audit}/dossier/energy`)).rows.length)
  for (const signs of ['法定代表人（签字）', '企业（盖章）']) await page.getByText(signs).waitFor()
  await person.accessible()
  await page.setViewportSize({ width: 390, height: 844 })
  await person.accessible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1)).toBe(true)
  await page.setViewportSize({ width: 1440, height: 900 })

  await page.emulateMedia({ media: 'print' })
  for (const screen of [page.getByRole('navigation').first(), page.getByRole('button', { name: '打印' })]) expect(await screen.isVisible()).toBe(false)
  const paper = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
  const sheets = new Set(Array.from(paper.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g), ([, width, height]) => `${String(Math.round(Number(width)))}×${String(Math.round(Number(height)))}`))
  expect([...sheets].sort(), 'A4 upright and across').toEqual(['595×842', '842×595'])
  await page.emulateMedia({ media: null })
})

test('a running audit moves to a new edition of the form, and nothing of it is lost', async () => {
  law = laterEdition()
  await person.leave()
  await server.kill()
  await server.restart({ QINGSHEN_LAW: law })
  person = await Person.enter(browser, server.address, 'enterprise-1')
  const { page } = person
  await person.go(`/app/audits/${audit}`)
  await page.getByRole('link', { name: '2026版' }).click()
  await page.getByRole('heading', { name: '转到2027版的差异' }).waitFor()
  await page.getByText('单位由“kW”改为“MW”').waitFor()
  await person.accessible()
  await page.getByRole('button', { name: '转到2027版', exact: true }).click()
  await page.getByRole('button', { name: '转到新版' }).click()
  await page.getByRole('heading', { name: '本轮使用2027版表单' }).waitFor()
  await page.getByRole('heading', { name: '旧版表单中保留的内容' }).waitFor()
  await page.getByRole('columnheader', { name: '能效等级' }).waitFor()
  await person.accessible()
  await person.go(`/app/audits/${audit}/dossier/equipment`)
  await page.getByRole('columnheader', { name: '制造商' }).waitFor()
  expect(await page.getByLabel('功率，第 1 行', { exact: true }).inputValue()).toMatch(/ kW$/)
  await page.setViewportSize({ width: 390, height: 844 })
  await person.accessible()
})
