// The ties of an expert, by which recusal is decided, are recorded and end; they stay on record.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { choose, dialog, fill, look, press, tick } from '../hands'
import { browse, Person, serve, type Server } from '../harness'
import { later, today } from '../steps'

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

test('a tie with an agency is recorded, then ended with its evidence', async () => {
  const city = await Person.enter(browser, server.address, 'city-370100')
  const { items } = await city.api<{ items: { id: string }[] }>('GET', '/experts?page_size=1')
  const { items: agencies } = await city.api<{ items: { name: string }[] }>('GET', '/agencies?page_size=1')
  const name = agencies[0]?.name ?? ''
  await city.go(`/app/experts/${items[0]?.id ?? ''}`)
  await press(city, '登记利害关系')
  await press(city, '保存利害关系')
  await city.page.getByText('利害关系没有保存').waitFor() // the faults come all at once
  expect(await city.page.locator('.summary li').count()).toBeGreaterThan(1)
  await tick(city, '咨询服务机构')
  await look(city, '单位名称', name.replace('（演示）', ''))
  await choose(city, '关系', '提供咨询服务')
  await fill(city, { 起始日期: await later(city, -400) })
  await press(city, '保存利害关系')
  const row = city.page.getByRole('listitem').filter({ hasText: name })
  await row.waitFor()
  await row.getByText('持续中，须回避').waitFor()
  await city.accessible()
  await row.getByRole('button', { name: /终止/ }).click()
  await fill(city, { 终止日期: await today(city), 终止依据: '合同已经履行完毕' }, dialog(city))
  await dialog(city).getByRole('button', { name: /终止/ }).click()
  await dialog(city).waitFor({ state: 'detached' })
  await row.getByRole('button', { name: /终止/ }).waitFor({ state: 'detached' })
  await row.getByText(name).waitFor()
  await city.leave()
})
