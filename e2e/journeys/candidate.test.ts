// Who belongs on the list: facts are recorded, the finder says why and why not, a county takes one candidate into the plan, its
// city dismisses another with a reason, the province sees who was missed last year.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { activate, choose, creditCode, dialog, download, fill, follow, press, stands, submit } from '../hands'
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

interface Row { id: string; enterprise_id: string; enterprise_name: string; rules: string[]; state: string; carried: boolean }
interface Rows { items: Row[] }

test('a county records a fact, finds candidates, takes one; its city dismisses another', async () => {
  const county = await Person.enter(browser, server.address, 'county-370102')
  const { today } = await county.api<{ today: string }>('GET', '/meta')
  const year = Number(today.slice(0, 4)) + (Number(today.slice(5, 7)) >= 9 ? 1 : 0)

  // An enterprise that no list names uses a listed substance: its fact is recorded on its page.
  const firm = await county.api<{ id: string; name: string }>('POST', '/enterprises', {
    credit_code: creditCode('91370102MA3K0AB1C'), name: '历下旅程制剂有限公司', region_code: '370102', industry_code: '2614', address: '工业南路9号',
  })
  await county.go(`/app/enterprises/${firm.id}/facts`)
  await county.accessible()
  await follow(county, '登记事实')
  await choose(county, '类别', '使用或者排放的物质')
  await choose(county, '使用、生产还是排放', '使用')
  await fill(county, { 物质名称: '六氯苯', CAS号: '118-74-2', 数量: '3.5', 认定依据: '原辅材料台账', 依据日期: today })
  await choose(county, '单位', 't')
  await press(county, '登记事实')
  await county.page.getByText('格式或者校验位不对').first().waitFor()
  await fill(county, { CAS号: '118-74-1' })
  await submit(county, '登记事实', /\/facts$/)
  await county.page.getByText('《持久性有机污染物》').first().waitFor()

  // The finder is a job with progress; its rules stand with their articles.
  await county.go('/app/candidates')
  await activate(county, county.page.getByRole('button', { name: /^(?:重新查找|查找 .* 候选企业)$/ }))
  await county.page.getByText('查找完成').first().waitFor({ timeout: 60_000 })
  await county.page.getByText(/比对 \d+ 个厂区，候选 \d+ 个/).first().waitFor()
  await county.page.waitForLoadState('networkidle')
  await county.accessible()
  await county.picture('candidates')
  const found = await county.api<Rows>('GET', `/candidates?year=${year}&state=open&page_size=200`)
  expect(found.items.length).toBeGreaterThan(0)
  expect((await download(county, '导出')).length).toBeGreaterThan(2000)

  // Why this one, why not that rule, and what it brings into the plan.
  const toxic = found.items.find((row) => row.enterprise_id === firm.id)!
  await county.go(`/app/candidates/${toxic.id}`)
  await county.page.getByRole('heading', { name: '为什么是候选' }).waitFor()
  await county.accessible()
  await county.picture('candidate')
  await press(county, '列入计划')
  await county.page.getByLabel(/物质名称/).waitFor()
  await submit(county, '列入计划', /\/plan-items\//)
  await stands(county, '待市级确认')

  // Why a neighbour is none.
  await county.go(`/app/candidacy?enterprise=${firm.id}`)
  await county.page.getByRole('heading', { name: /是候选|不是候选/ }).first().waitFor()
  await county.accessible()
  await county.picture('candidacy')
  await county.leave()

  // A city dismisses one of its counties, and only with a reason.
  const city = await Person.enter(browser, server.address, 'city-370100')
  await city.go('/app/candidates')
  await activate(city, city.page.getByRole('button', { name: /^(?:重新查找|查找 .* 候选企业)$/ }))
  await city.page.getByText('查找完成').first().waitFor({ timeout: 60_000 })
  const others = await city.api<Rows>('GET', `/candidates?year=${year}&state=open&page_size=50`)
  const other = others.items.find((row) => !row.carried && row.id !== toxic.id)!
  await city.go(`/app/candidates/${other.id}`)
  await press(city, '不列入')
  await press(city, '不列入', dialog(city))
  await city.page.getByText('请填写不列入的理由').first().waitFor()
  await fill(city, { 不列入的理由: '已列入园区整体审核试点' }, dialog(city))
  await press(city, '不列入', dialog(city))
  await stands(city, '不列入')
  await city.page.getByText('已列入园区整体审核试点').first().waitFor()
  await city.leave()
}, 180_000)

test('the province sees who was missed last year; an enterprise sees its facts and no candidates', async () => {
  const province = await Person.enter(browser, server.address, 'province')
  await province.go('/app/candidates')
  await activate(province, province.page.getByRole('button', { name: /^(?:重新查找|查找 .* 候选企业)$/ }))
  await province.page.getByText('查找完成').first().waitFor({ timeout: 60_000 })
  await province.page.waitForLoadState('networkidle')
  await follow(province, '查看上年遗漏')
  await province.page.getByRole('cell', { name: '遗漏', exact: true }).first().waitFor()
  await province.accessible()
  await province.picture('missed')
  await province.leave()

  const firm = await Person.enter(browser, server.address, 'enterprise-1')
  await firm.go('/app/site-facts')
  await firm.page.getByRole('heading', { name: '年度事实' }).waitFor()
  await firm.accessible()
  await expect(firm.api('GET', '/candidates')).rejects.toThrow('403')
  await firm.leave()

  const phone = await Person.enter(browser, server.address, 'county-370102', { width: 390, height: 844 })
  await phone.go('/app/candidates')
  await phone.accessible()
  expect(await phone.page.evaluate(() => document.scrollingElement?.scrollWidth ?? 0)).toBeLessThanOrEqual(390)
  await phone.picture('candidates-phone')
  await phone.leave()
}, 120_000)
