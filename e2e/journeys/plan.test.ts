// A plan of a city: the province returns four rows, each with its comment; only these reopen, come back mended and are
// verified. Then the leader reads what has changed since last year, on the page, as a table and on one page of Word.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dialog, download, follow, press, stands } from '../hands'
import { browse, Person, serve, type Server } from '../harness'
import { today } from '../steps'

let server: Server
let browser: Browser
let province: Person
let city: Person
let planPage = ''
const names: string[] = []

interface Row { id: string; state: string; enterprise_name: string; city_code: string }
interface Plan { id: string; city_code: string; city_label: string; state: string }

/** What the server says, for choosing where the story is played. */
const ask = <T>(person: Person, path: string): Promise<T> => person.page.evaluate((to) => fetch(`/api/v1${to}`).then((answer) => answer.json()), path) as Promise<T>

beforeAll(async () => {
  server = await serve({ enterprises: 600 })
  browser = await browse()
  province = await Person.enter(browser, server.address, 'province')
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

test('the province returns four rows of a submitted plan, each with its own comment', async () => {
  await province.go('/app/annual-plans')
  const { items: plans } = await ask<{ items: Plan[] }>(province, '/annual-plans?state=submitted&page_size=100')
  let plan: Plan | undefined
  for (const one of plans) {
    const { items } = await ask<{ items: Row[] }>(province, `/plan-items?plan_id=${one.id}&page_size=100`)
    const open = items.filter((row) => row.state === 'confirmed' || row.state === 'verified')
    if (open.length >= 5) {
      plan = one
      names.push(...open.slice(0, 4).map((row) => row.enterprise_name))
      break
    }
  }
  expect(plan, 'a submitted plan of five sites').toBeDefined()
  planPage = `/app/annual-plans/${plan!.id}`
  city = await Person.enter(browser, server.address, `city-${plan!.city_code}`)
  await province.go(planPage)
  await province.page.getByText('逐级锁定').first().waitFor()
  for (const name of names) await province.page.getByRole('row').filter({ hasText: name }).first().getByRole('checkbox').check()
  await press(province, '退回所选 4 家')
  const boxes = dialog(province).getByRole('textbox')
  for (let at = 0; at < 4; at++) await boxes.nth(at + 1).fill(`请补充第 ${String(at + 1)} 项依据`)
  await press(province, '退回 4 家', dialog(province))
  await province.page.getByText('已退回 4 家').first().waitFor()
  await province.accessible()
})

test('only the returned rows reopen: the city mends and confirms them, the rest stays locked', async () => {
  await city.go(planPage)
  await stands(city, '已报送')
  for (const [at, name] of names.entries()) {
    await city.go(planPage)
    await city.page.getByText(`请补充第 ${String(at + 1)} 项依据`).first().waitFor()
    await follow(city, new RegExp(name.replace(/[（）()]/g, '.')))
    await press(city, '修改后确认')
    await stands(city, '待省级核定')
  }
  await city.go(planPage)
  await expect(city.page.getByRole('link', { name: '填写计划' }).count()).resolves.toBe(0)
})

test('the leader reads what has changed since last year', async () => {
  const year = (await today(province)).slice(0, 4)
  await province.go(`/app/change-report?year=${year}`)
  await province.page.getByRole('heading', { name: /^增加 \d+ 家/ }).waitFor()
  await province.page.getByRole('heading', { name: /^减少 \d+ 家/ }).waitFor()
  await province.accessible()
  const table = await download(province, '导出表格')
  const page = await download(province, '下载一页报告')
  expect([table, page].every((file) => file.length > 2000)).toBe(true)
})

test('the five-year calendar and the consolidation can be read by everybody', async () => {
  await province.go('/app/statistics/interval-calendar')
  await province.page.getByText('均衡后每年约').first().waitFor()
  await province.accessible()
  await province.go('/app/consolidation')
  await province.page.getByText('与上年名单相比').first().waitFor()
  await province.accessible()
})
