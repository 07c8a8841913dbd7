// A city sets up a functional zone over its counties, brings a site in by the form and lets it go again; the officer of another
// zone sees its own sites only, on a phone; statistics by zone and by field.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { choose, dialog, fill, press, submit } from '../hands'
import { browse, Person, serve, type Server } from '../harness'

interface Enterprise { id: string; credit_code: string; name: string }
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

test('a city founds a zone, brings a site in and out; what was stays to be read', async () => {
  const city = await Person.enter(browser, server.address, 'city-370100')
  await city.go('/app/zones')
  await city.accessible()
  await city.picture('zones')
  await city.go('/app/zones/new')
  await fill(city, { 功能区名称: '济南旅程开发区' })
  await choose(city, '类别', '经济技术开发区')
  await fill(city, { 设立依据: '关于设立旅程开发区的批复', 设立日期: '2024-01-01' })
  await city.accessible()
  await city.picture('zone-form')
  await submit(city, '设立功能区', /zones\/[0-9a-f-]{36}$/)
  const one = (await city.api<{ items: Enterprise[] }>('GET', '/enterprises?page_size=1')).items[0]!
  await press(city, '划入厂区')
  await fill(city, { 统一社会信用代码: one.credit_code, 划入依据: '四至范围图', 划入日期: '2024-02-01' }, dialog(city))
  await press(city, '划入', dialog(city))
  await city.page.getByText('自 2024-02-01 起').first().waitFor()
  await city.accessible()
  await city.picture('zone')
  await press(city, '划出')
  await fill(city, { 最后一天: '2024-06-30', 依据: '四至范围调整' }, dialog(city))
  await press(city, '划出', dialog(city))
  await city.page.getByText('2024-02-01 至 2024-06-30').first().waitFor()
  await city.go('/app/statistics/sectors')
  await city.page.getByText('农业农村部门').first().waitFor()
  await city.accessible()
  await city.picture('sectors')
  await city.leave()
})

test('the officer of a zone sees the sites of the zone, on a phone', async () => {
  const officer = await Person.enter(browser, server.address, 'zone-370100', { width: 390, height: 844 })
  const all = await officer.api<{ total: number }>('GET', '/audits?page_size=1')
  expect(all.total).toBeGreaterThan(0)
  await officer.go('/app/zones')
  await officer.page.getByRole('link', { name: /济南高新技术产业开发区/ }).first().waitFor()
  await officer.accessible()
  await officer.go('/app/statistics/zones')
  await officer.page.getByText('列入名单').first().waitFor()
  await officer.accessible()
  await officer.picture('zone-phone')
  await officer.leave()
})
