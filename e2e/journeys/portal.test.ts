// What anybody may see: complete without scripts, and free of serious findings of axe.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browse, Person, serve, type Server } from '../harness'

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

  await page.goto(`${server.address}/about`)
  expect(await page.locator('main').innerText()).toContain('清洁生产促进法')
  await context.close()
})

test('a list is narrowed by name, city and reason, and what is left is what is downloaded', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'zh-CN' })
  const page = await context.newPage()
  const total = async (): Promise<number> => Number((/([\d,]+) 家/.exec(await page.locator('main [role=status]').innerText())?.[1] ?? '').replace(/,/g, ''))
  await page.goto(`${server.address}/lists`)
  const sizes = await page.locator('main tbody tr').evaluateAll((rows) => rows.map((row) => Number(/(\d+)/.exec(row.querySelector('[data-label^=企业]')?.textContent ?? '')?.[1] ?? 0)))
  await page.locator('main tbody th a').nth(sizes.indexOf(Math.max(...sizes))).click() // the newest list may hold a single enterprise
  const all = await total()
  const name = await page.locator('main tbody th a').first().innerText()
  const filter = (): Promise<void> => page.getByRole('button', { name: '筛选' }).click()

  await page.getByLabel('设区的市').selectOption({ label: '济南市' })
  await filter()
  const city = await total()
  expect(city).toBeGreaterThan(0)
  expect(city).toBeLessThan(all)
  for (const place of await page.locator('main td[data-label=所在地]').allInnerTexts()) expect(place).toContain('济南市')

  const reason = (await page.locator('main td[data-label=列入原因]').first().innerText()).split('、')[0]!
  await page.getByLabel('列入原因').selectOption({ label: reason })
  await filter()
  const both = await total()
  expect(both).toBeGreaterThan(0)
  expect(both).toBeLessThanOrEqual(city)
  const read = async (link: string): Promise<string> => (await context.request.get(server.address + ((await page.getByRole('link', { name: link }).getAttribute('href')) ?? ''))).text()
  expect((await read('下载表格')).trim().split(/\r?\n/).length).toBe(both + 1)
  const data = JSON.parse(await read('下载数据')) as { rows: unknown[] }
  expect(data.rows.length).toBe(both)

  await page.getByRole('link', { name: '清除' }).click()
  await page.getByLabel('企业', { exact: true }).fill(name)
  await filter()
  expect(await page.locator('main tbody th a').first().innerText()).toBe(name)
  await page.getByLabel('企业', { exact: true }).fill('没有这家企业')
  await filter()
  expect(await page.locator('main').innerText()).toContain('没有符合条件的企业')

  await page.goto(`${server.address}/results`)
  expect((await read('下载表格')).split(/\r?\n/).length).toBeGreaterThan(2)
  expect((await page.goto(`${server.address}/no-such-page`))?.status()).toBe(404)
  expect(await page.locator('main').innerText()).toMatch(/没有/)
  await context.close()
})

test('no public page has a serious finding of axe or is wider than a phone', async () => {
  const { items } = (await (await fetch(`${server.address}/api/v1/public/lists`)).json()) as { items: { id: string }[] }
  const list = `/lists/${items[0]?.id ?? ''}`
  const desk = await Person.open(browser, server.address)
  await desk.go(list)
  const enterprise = (await desk.page.locator('main tbody th a').first().getAttribute('href')) ?? ''
  const phone = await Person.open(browser, server.address, { width: 390, height: 844 })
  const wide: string[] = []
  for (const path of ['/', '/lists', list, enterprise, `/enterprises?q=${encodeURIComponent('有限公司')}`, '/results', '/notices', '/about']) {
    await desk.go(path)
    await desk.accessible()
    await phone.go(path)
    await phone.accessible()
    const width = await phone.page.evaluate(() => document.scrollingElement?.scrollWidth ?? 0)
    if (width > 391) wide.push(`${path}: ${String(width)} pixels wide`)
  }
  expect(wide).toEqual([])
  await desk.leave()
  await phone.leave()
})

test('every link of the login page leads somewhere', async () => {
  const person = await Person.open(browser, server.address)
  await person.go('/app/login')
  const links = await person.page.locator('a[href^="/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''))
  expect(links.length).toBeGreaterThan(0)
  const dead: string[] = []
  for (const link of links) if ((await person.page.request.get(server.address + link)).status() !== 200) dead.push(link)
  expect(dead).toEqual([])
  await person.leave()
})
