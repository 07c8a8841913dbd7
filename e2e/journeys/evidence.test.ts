// Evidence as a consultant keeps it: a scan that comes over a bad line, a corrected version, the day that it bears, the page from which
// a figure was taken, and everything looked at in the browser.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Route } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pagesPdf } from '../hands'
import { browse, Person, serve, type Server } from '../harness'

let server: Server
let browser: Browser
let firm: Person
let audit: string
const folder = mkdtempSync(join(tmpdir(), 'qingshen-evidence-'))
beforeAll(async () => {
  server = await serve({ enterprises: 300 })
  browser = await browse()
  firm = await Person.enter(browser, server.address, 'enterprise-1')
  audit = (await firm.api<{ items: { id: string }[] }>('GET', '/audits?state=ongoing')).items[0]!.id
})
afterAll(async () => {
  await firm?.leave()
  await browser?.close()
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** A file on the disk, as a person chooses it. */
function onDisk(name: string, content: Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const proof = (kind: string) => firm.page.locator('.proof').filter({ has: firm.page.getByRole('heading', { name: kind, exact: true }) })

test('a scan of 40 MB arrives whole though the line breaks', async () => {
  const { page } = firm
  await firm.go(`/app/audits/${audit}/findings`)
  const path = onDisk('监测报告.pdf', pagesPdf(12, randomBytes(40 << 20)))
  let parts = 0
  await page.route('**/api/v1/uploads/*', async (route: Route) => {
    if (route.request().method() === 'PATCH' && ++parts % 3 === 2) return route.abort('connectionreset')
    return route.continue()
  })
  await proof('监测报告').locator('input[type=file]').first().setInputFiles(path)
  await proof('监测报告').getByText('连接中断，恢复后自动继续').waitFor()
  await proof('监测报告').getByRole('link', { name: '监测报告.pdf' }).waitFor({ timeout: 120_000 })
  await page.unroute('**/api/v1/uploads/*')
  firm.faults.length = 0 // the browser says itself that the line broke
  expect(parts).toBeGreaterThan(5)
  const stored = await firm.api<{ items: { name: string; size: number; purpose: string }[] }>('GET', `/files?subject_type=audit&subject_id=${audit}&purpose=${encodeURIComponent('监测报告')}`)
  expect(stored.items.find((f) => f.name === '监测报告.pdf')?.size).toBeGreaterThan(40 << 20)
})

test('an upload goes on when the server fell in the middle', async () => {
  const { page } = firm
  const path = onDisk('能源报表.pdf', pagesPdf(1, randomBytes(30 << 20)))
  let killed = false
  await page.route('**/api/v1/uploads/*', async (route: Route) => {
    if (route.request().method() === 'PATCH' && !killed && Number(route.request().headers()['upload-offset']) > 0) {
      killed = true
      await server.kill()
      setTimeout(() => void server.restart({}, new URL(server.address).port), 500)
      return route.abort('connectionreset')
    }
    return route.continue()
  })
  await proof('能源统计报表').locator('input[type=file]').first().setInputFiles(path)
  await proof('能源统计报表').getByRole('link', { name: '能源报表.pdf' }).waitFor({ timeout: 180_000 })
  await page.unroute('**/api/v1/uploads/*')
  firm.faults.length = 0
  expect(killed).toBe(true)
})

test('harmful files are refused in words', async () => {
  const field = proof('其他')
  await field.locator('input[type=file]').first().setInputFiles(onDisk('工具.pdf', Buffer.concat([Buffer.from('MZ'), randomBytes(3000)])))
  await field.getByText('内容不是 .pdf 文件').waitFor()
  await field.getByRole('button', { name: '移除' }).click()
  await field.locator('input[type=file]').first().setInputFiles(onDisk('宏.xlsm', Buffer.from('PK')))
  await field.getByText('带有宏').first().waitFor()
})

test('a version replaces another and the old one stays; the document bears a day of its own', async () => {
  const { page } = firm
  const field = proof('监测报告')
  await field.getByLabel('监测报告.pdf 的证据日期').first().fill('2026-03-01')
  await field.getByLabel('监测报告.pdf 的证据日期').first().blur()
  await page.getByText('证据日期已保存').waitFor()
  await field.getByLabel('上传 监测报告.pdf 的新版本').setInputFiles(onDisk('监测报告（更正）.pdf', pagesPdf(5)))
  await field.getByRole('link', { name: '监测报告（更正）.pdf' }).waitFor()
  await field.getByText('第 2 版').waitFor()
  await field.getByText('1 个旧版本').click()
  await field.getByRole('link', { name: '监测报告.pdf', exact: true }).waitFor()
  await firm.accessible()
  await firm.picture('evidence-files-1440')
})

test('a figure leads to the page from which it was taken', async () => {
  const { page } = firm
  await firm.go(`/app/audits/${audit}/dossier/measurements`)
  await page.getByRole('button', { name: '增加一行' }).click()
  for (const [title, value] of [['监测点位', 'DA001'], ['监测项目', '氯化氢'], ['单位', 'mg/m³'], ['监测结果', '3.1']]) {
    await page.getByLabel(`${title!}，第 1 行`, { exact: true }).fill(value!)
    await page.getByLabel(`${title!}，第 1 行`, { exact: true }).press('Tab')
  }
  await page.getByLabel('监测结果，第 1 行', { exact: true }).focus()
  const bar = page.getByRole('group', { name: '监测结果，第 1 行 的证据出处' })
  await bar.getByLabel('出自').selectOption({ label: '监测报告：监测报告（更正）.pdf' })
  await bar.getByLabel('页码').fill('3')
  await bar.getByLabel('页码').blur()
  await page.getByRole('button', { name: /^保存监测数据/ }).click()
  await page.getByText(/^已保存/).first().waitFor()
  await firm.go(`/app/audits/${audit}/dossier/measurements`)
  await page.getByRole('button', { name: '监测结果，第 1 行的出处：监测报告（更正）.pdf 第 3 页' }).click()
  await page.getByRole('dialog').locator('[data-page="3"]').waitFor()
  await page.getByRole('dialog').getByText('Page 3 of 5').waitFor()
  await firm.accessible()
  await firm.picture('evidence-page-1440')
  await page.getByRole('button', { name: '下一页' }).click()
  await page.getByRole('dialog').locator('[data-page="4"]').waitFor()
  await page.setViewportSize({ width: 390, height: 844 })
  await firm.accessible()
  await firm.picture('evidence-page-390')
  await page.getByRole('button', { name: '关闭' }).click()
  await firm.picture('evidence-table-390')
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1)).toBe(true)
  await page.setViewportSize({ width: 1440, height: 900 })
  await firm.picture('evidence-table-1440')

  // What is referred elsewhere later is told in the history of the cell.
  await page.getByLabel('监测结果，第 1 行', { exact: true }).focus()
  await bar.getByLabel('页码').fill('4')
  await bar.getByLabel('页码').blur()
  await page.getByRole('button', { name: /^保存监测数据/ }).click()
  await page.getByText(/^已保存/).first().waitFor()
  await firm.go(`/app/audits/${audit}/dossier/measurements?at=r1.value`)
  const pane = page.getByRole('complementary', { name: '批注、修改记录和退回' })
  await pane.getByRole('tab', { name: '修改记录' }).click()
  await pane.getByText('证据出处：监测报告（更正）.pdf 第3页 → 监测报告（更正）.pdf 第4页').waitFor()
  await firm.accessible()
})

test('a document, a table and a picture are shown without any program', async () => {
  const { page } = firm
  await firm.go(`/app/audits/${audit}/report-draft`)
  const [draft] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /草稿（文字处理文件）/ }).click()])
  const word = join(folder, '报告.docx')
  await draft.saveAs(word)
  await firm.go(`/app/audits/${audit}/findings`)
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
  await proof('其他').locator('input[type=file]').first().setInputFiles([word, onDisk('照片.png', png), onDisk('台账.csv', Buffer.from('名称,用量\n铬酐,2460\n'))])
  for (const [name, seen] of [['报告.docx', '只显示内容，版式以原文件为准。'], ['台账.csv', '铬酐']] as const) {
    await page.getByRole('button', { name: `预览 ${name}`, exact: true }).click()
    await page.getByRole('dialog').getByText(seen).waitFor()
    await firm.accessible()
    await firm.picture(`evidence-${name.split('.')[1]!}-1440`)
    await page.getByRole('button', { name: '关闭' }).click()
  }
  await page.getByRole('button', { name: '预览 照片.png', exact: true }).click()
  const picture = page.getByRole('dialog').getByRole('img', { name: '照片.png' })
  await picture.waitFor()
  expect(await picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(1)
  await page.getByRole('button', { name: '关闭' }).click()
  const [file] = (await firm.api<{ items: { id: string; name: string }[] }>('GET', `/files?subject_type=audit&subject_id=${audit}`)).items.filter((f) => f.name === '报告.docx')
  await firm.go(`/app/files/${file!.id}`)
  await page.getByText('只显示内容，版式以原文件为准。').waitFor()
  await firm.accessible()
})
