// What anybody may see is complete without scripts.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browse, serve, type Server } from '../harness'

let server: Server
let browser: Browser
beforeAll(async () => {
  server = await serve({ enterprises: 200 })
  browser = await browse()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

test('the public pages lead from the front page to an enterprise without scripts', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'zh-CN' })
  const page = await context.newPage()
  const heading = (): Promise<string> => page.locator('main h1').innerText()

  await page.goto(`${server.address}/`)
  expect(await heading()).toContain('强制性清洁生产审核')
  expect(await page.locator('dl.figures dd').count()).toBe(4)

  await page.goto(`${server.address}/lists`)
  expect(await heading()).toBe('企业名单')
  await page.locator('main tbody th a').first().click()
  expect(new URL(page.url()).pathname).toMatch(/^\/lists\/.+/)
  const rows = page.locator('main tbody tr')
  expect(await rows.count()).toBeGreaterThan(0)

  const name = await rows.first().locator('th a').innerText()
  await rows.first().locator('th a').click()
  expect(new URL(page.url()).pathname).toMatch(/^\/enterprises\/[0-9A-Z]{18}$/)
  expect(await heading()).toBe(name)
  expect(await page.locator('main').innerText()).toContain('办理进展')

  await page.goto(`${server.address}/`)
  await page.locator('#q').fill(name)
  await page.getByRole('button', { name: '查询企业' }).click()
  expect(await page.locator('main').innerText()).toContain(name)

  await page.goto(`${server.address}/results`)
  expect(await heading()).toBe('验收结果')
  const all = Number((/共 ([\d,，]+) 项/.exec(await page.locator('main').innerText())?.[1] ?? '').replace(/\D/g, ''))
  expect(all).toBeGreaterThan(0)

  await page.goto(`${server.address}/notices`)
  expect(await heading()).toBe('通知公告')
  expect(await page.locator('ol.news li').count()).toBeGreaterThan(0)
  await context.close()
})
