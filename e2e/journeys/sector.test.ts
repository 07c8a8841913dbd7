// A hotel gives what its field of the economy asks for; the department of the field finds it on a phone, and nothing else.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { choose, fill, press, submit } from '../hands'
import { browse, demoPassword, Person, serve, type Server } from '../harness'

interface Enterprise { id: string; name: string; sector: string }
let server: Server
let browser: Browser
let hotel: Enterprise
beforeAll(async () => {
  server = await serve({ enterprises: 300 })
  browser = await browse()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

test('the form asks what the field asks, and says what is missing', async () => {
  const city = await Person.enter(browser, server.address, 'city-370100')
  hotel = (await city.api<{ items: Enterprise[] }>('GET', `/enterprises?q=${encodeURIComponent('大酒店')}`)).items[0]!
  await city.go(`/app/enterprises/${hotel.id}`)
  await city.page.getByText('38600 m²').first().waitFor()
  await city.accessible()
  await city.picture('sector')
  await city.go(`/app/enterprises/${hotel.id}/edit`)
  await city.page.getByRole('heading', { name: '领域资料：服务业' }).waitFor()
  await fill(city, { 营业面积: '' })
  await press(city, '保存修改')
  await city.page.locator('.summary').getByText('营业面积').first().waitFor()
  await city.accessible()
  await city.picture('sector-form')
  await fill(city, { 营业面积: '41200' })
  await choose(city, '一次性用品', '减量提供')
  await submit(city, '保存修改', /enterprises\/[0-9a-f-]{36}$/)
  await city.page.getByText('41200 m²').first().waitFor()
  await city.leave()
})

test('the department of the field sees its enterprises and no others', async () => {
  const office = await Person.open(browser, server.address, { width: 390, height: 844 })
  await office.api('POST', '/session', { account: 'sector-services', password: demoPassword })
  await office.go('/app/enterprises')
  await office.page.getByText(hotel.name).first().waitFor()
  const { items } = await office.api<{ items: Enterprise[] }>('GET', '/enterprises?page_size=200')
  expect(new Set(items.map((item) => item.sector))).toEqual(new Set(['services']))
  await office.accessible()
  await office.picture('sector-list-phone')
  await office.page.getByText(hotel.name).first().click()
  await office.page.waitForURL((url) => url.pathname.endsWith(hotel.id))
  await office.page.getByText('减量提供').first().waitFor()
  await office.accessible()
  await office.picture('sector-phone')
  await office.leave()
})
