// The dossier as a consultant fills it in: what is pasted from a spreadsheet lands in its columns, what is wrong is said while one
// types, a computed figure cannot be typed, a warning is explained, and the report is drafted from it all.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { paste } from '../hands'
import { browse, Person, serve, type Server } from '../harness'

let server: Server
let browser: Browser
let agency: Person
let audit: string
beforeAll(async () => {
  server = await serve({ enterprises: 300 })
  browser = await browse()
  const enterprise = await Person.enter(browser, server.address, 'enterprise-1')
  const audits = await enterprise.api<{ items: { id: string }[] }>('GET', '/audits?state=ongoing')
  audit = audits.items[0]!.id
  agency = enterprise
})
afterAll(async () => {
  await agency?.leave()
  await browser?.close()
  await server?.stop()
})

test('a block from a spreadsheet lands in its columns by its headings, without its row of units', async () => {
  const { page } = agency
  await agency.go(`/app/audits/${audit}/dossier/materials`)
  const rows = page.locator('tbody th[scope=row]')
  const before = await rows.count()
  await page.getByRole('button', { name: '增加一行' }).click()
  await page.getByLabel(`原辅材料名称，第 ${String(before + 1)} 行`, { exact: true }).focus()
  await paste(agency, '年份\t原辅材料名称\t单位\t年用量\n年\t\t\tkg\n2023\t铬酐\tkg\t2410\n2024\t铬酐\tkg\t2450\n2025\t铬酐\tkg\t１2460\n')
  await page.getByLabel(`年用量，第 ${String(before + 3)} 行`, { exact: true }).waitFor()
  expect(await page.getByLabel(`原辅材料名称，第 ${String(before + 1)} 行`, { exact: true }).inputValue()).toBe('铬酐')
  expect(await page.getByLabel(`年用量，第 ${String(before + 2)} 行`, { exact: true }).inputValue()).toBe('2450')
  // 12460 after 2450: the leap is said while one types
  await page.getByText(/年的用量比上年变化408\.6%/).first().waitFor()
  await page.getByLabel(`年用量，第 ${String(before + 3)} 行`, { exact: true }).press('Control+z')
  await rows.nth(before).waitFor()
  expect(await page.getByLabel(`原辅材料名称，第 ${String(before + 1)} 行`, { exact: true }).inputValue()).toBe('')
  await agency.accessible()
})

test('what cannot be understood is said in its cell, and saving keeps nothing of it', async () => {
  const { page } = agency
  await agency.go(`/app/audits/${audit}/dossier/balances`)
  const amount = page.getByLabel('数量，第 1 行', { exact: true })
  const right = await amount.inputValue()
  await amount.fill('1.2E+2')
  await amount.blur()
  // What is being typed when the answer arrives stays as it is typed.
  const unit = page.getByLabel('单位，第 1 行', { exact: true })
  const measure = await unit.inputValue()
  await unit.focus()
  await page.keyboard.press('Control+A')
  await page.keyboard.type('kg/d')
  await page.getByText('不能使用科学计数法，请写出完整的数字，例如 120。').first().waitFor()
  expect(await unit.inputValue()).toBe('kg/d')
  await unit.fill(measure)
  await unit.blur()
  await page.getByRole('button', { name: /^保存/ }).click()
  await page.getByText('没有保存，请按提示修改').or(page.getByText('不能使用科学计数法').nth(1)).first().waitFor()
  await agency.accessible()
  await amount.fill(right)
  await amount.blur()
  await page.getByRole('button', { name: /^保存/ }).click()
  await page.getByText(/^已保存/).first().waitFor()
})

test('the findings of the whole dossier lead to their places; a warning is explained', async () => {
  const { page } = agency
  await agency.api('PUT', `/audits/${audit}/dossier/streams`, { rows: [{ stream: '进料', continuity: '连续', duration: '10', unit: 't', value: '3' }] }, (await agency.api<{ version: number }>('GET', `/audits/${audit}/dossier/streams`)).version)
  await agency.go(`/app/audits/${audit}/findings`)
  await page.getByText('“进料”连续生产只实测了10 h').first().waitFor()
  await page.getByLabel('物流实测第1行“实测时间”的理由').fill('设备只能连续运行十小时，已分三次实测。')
  await page.getByRole('button', { name: '保存理由' }).first().click()
  await page.getByText('理由：').first().waitFor()
  await agency.accessible()
  await page.getByRole('link', { name: '物流实测第1行“实测时间”' }).click()
  await page.waitForURL(/dossier\/streams$/)
})

test('the report is drafted from the dossier; its gate says what is in the way', async () => {
  const { page } = agency
  await agency.go(`/app/audits/${audit}/report-draft`)
  await page.getByRole('link', { name: /草稿（文字处理文件）/ }).waitFor()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /草稿（文字处理文件）/ }).click()])
  expect(download.suggestedFilename()).toMatch(/\.docx$/)
  await agency.accessible()
  await page.setViewportSize({ width: 390, height: 844 })
  await agency.accessible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1)).toBe(true)
})
