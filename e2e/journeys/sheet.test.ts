// A list goes out as a table and comes back: the difference is shown with every fault, nothing is written before it is looked at.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browse, Person, serve, type Server } from '../harness'

let server: Server
let browser: Browser
beforeAll(async () => {
  server = await serve({ enterprises: 300 })
  browser = await browse()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

const table = (...rows: string[][]): { name: string; mimeType: string; buffer: Buffer } => ({ name: '专家名册.csv', mimeType: 'text/csv', buffer: Buffer.from('\uFEFF' + [['姓名', '工作单位', '职称', '专业领域'], ...rows].map((row) => row.join(',')).join('\r\n')) })

test('a city brings its experts in as a table', async () => {
  const city = await Person.enter(browser, server.address, 'city-370100')
  await city.go('/app/experts')
  await city.accessible()
  const [blank] = await Promise.all([city.page.waitForEvent('download'), city.page.getByRole('link', { name: '下载空白模板' }).click()])
  expect(blank.suggestedFilename()).toBe('专家名册空白模板.xlsx')
  const input = city.page.locator('input[type=file]')

  await input.setInputFiles(table(['李表来', '山东某设计院', '教授级高工', '节能、行业工艺'], ['王无单位', '', '教授', '占星']))
  const dialog = city.page.getByRole('dialog')
  await dialog.getByText('新增 1 行、不能接受 1 行').waitFor()
  await dialog.getByText('不在可选范围内').waitFor()
  await city.accessible()
  await city.picture('sheet-difference')
  expect(await dialog.getByRole('button', { name: /^写入/ }).count()).toBe(0)
  await dialog.getByRole('button', { name: '不写入' }).click()

  await input.setInputFiles(table(['李表来', '山东某设计院', '教授级高工', '节能、行业工艺']))
  await dialog.getByRole('button', { name: '写入 1 行' }).click()
  await city.page.getByText('已写入 1 行').first().waitFor()
  await city.page.getByText('李表来').first().waitFor()

  // The same table again is no change.
  await input.setInputFiles(table(['李表来', '山东某设计院', '教授级高工', '节能、行业工艺']))
  await dialog.getByText('没有需要写入的').waitFor()
  await dialog.getByRole('button', { name: '不写入' }).click()
  await city.leave()
})
