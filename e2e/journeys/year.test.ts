// The year of one enterprise, played through all its parties: from the county's import to the result that the public reads.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, onTestFailed, test } from 'vitest'
import { act, attach, choose, creditCode, dialog, download, fill, follow, look, press, stands, submit, tick } from '../hands'
import { browse, Person, serve, type Server } from '../harness'

const name = '济南示范旅程化工有限公司'
const code = creditCode('91370102MA9JQRNEY')
let server: Server
let browser: Browser
let last = ''
let planPage = ''
const people = new Map<string, Person>()

/** The same person keeps one window through the whole year. */
async function as(account: string): Promise<Person> {
  last = account
  const known = people.get(account)
  if (known) return known
  const person = await Person.enter(browser, server.address, account)
  people.set(account, person)
  return person
}

beforeAll(async () => {
  server = await serve({ enterprises: 200 })
  browser = await browse()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

beforeEach(() => {
  onTestFailed(async () => {
    const person = people.get(last)
    if (person) console.log(`--- ${last} at ${person.page.url()}\n${await person.page.locator('main').innerText()}`)
  })
})

test('the county imports its list: faults are explained, good rows are kept', async () => {
  const county = await as('county-370102')
  await county.go('/app/enterprises/import')
  const rows = [
    '企业名称,信用代码,县区,行业代码,法定代表人,联系人,联系电话,地址',
    `${name},${code},历下区,2614,王法人,李环保,0531-88888888,济南市历下区示范路1号`,
    '济南示范错码化工有限公司,91370102MA9JQRNEY0,历下区,2614,,,,',
  ]
  await county.page.getByLabel('企业名录').setInputFiles({ name: '历下区企业.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\r\n')) })
  await press(county, '校验文件')
  await county.page.getByRole('heading', { name: /^校验结果/ }).waitFor()
  await county.page.getByRole('row').filter({ hasText: '91370102MA9JQRNEY0' }).first().waitFor()
  await county.accessible()
  await press(county, '只导入合格的 1 行')
  await county.page.getByRole('heading', { name: /^导入结果/ }).waitFor()
})

test('the site enters the inventory: the county proposes, the city confirms', async () => {
  const county = await as('county-370102')
  await county.go('/app/inventory-entries/new')
  await look(county, '企业', name)
  await fill(county, { 列入理由: '属于化工行业，生产中使用硝基苯等有毒有害原料' })
  await submit(county, '列入清单', /inventory-entries\/[0-9a-f-]{36}$/)
  await stands(county, '待市级确认')
  const city = await as('city-370100')
  await city.go('/app/')
  await follow(city, new RegExp(name))
  await act(city, '确认列入清单')
  await stands(city, '在册')
})

test('the county proposes the site for the plan with reasons and facts', async () => {
  const county = await as('county-370102')
  await county.page.reload()
  await follow(county, '提出列入年度计划')
  await choose(county, '计划年度', '2027 年度')
  await tick(county, '双有')
  await tick(county, '高耗能')
  await tick(county, '其他具有毒性、可能污染环境的物质')
  await fill(county, { 物质名称: '硝基苯、苯胺', 能耗限额标准: 'GB 31824', 产品: '苯胺', 单位产品能耗实际值: '52.5', 单位产品能耗限额值: '45', 单位: 'kgce/t' })
  await submit(county, '提出列入建议', /plan-items\/[0-9a-f-]{36}$/)
  await stands(county, '待市级确认')
})

test('the city confirms and submits its plan; the province returns the row; it comes back mended', async () => {
  const city = await as('city-370100')
  await city.go('/app/')
  await follow(city, new RegExp(name))
  await press(city, '确认列入计划')
  await stands(city, '待省级核定')
  await follow(city, '2027 年度')
  await follow(city, '填写计划')
  await fill(city, { 责任人: '张科长', 联系人和电话: '李工 0531-66666666' })
  await submit(city, '保存计划', /annual-plans\/[0-9a-f-]{36}$/)
  await act(city, '报送省生态环境厅')
  await stands(city, '已报送')

  planPage = new URL(city.page.url()).pathname
  const province = await as('province')
  await province.go(planPage)
  await follow(province, new RegExp(name))
  await press(province, '退回')
  await fill(province, { 退回意见: '请写明苯胺的使用量。' }, dialog(province))
  await press(province, '退回', dialog(province))
  await stands(province, '已退回')

  await city.go('/app/')
  await follow(city, new RegExp(name))
  await city.page.getByText('请写明苯胺的使用量。').first().waitFor()
  await follow(city, '修改原因和事实')
  await fill(city, { 使用或排放情况: '年使用硝基苯1200吨，苯胺类排放0.3吨' })
  await submit(city, '保存', /plan-items\/[0-9a-f-]{36}$/)
  await press(city, '修改后确认')
  await stands(city, '待省级核定')
})

test('the reform commission verifies the energy case, the province verifies row and plan', async () => {
  const reform = await as('province-ndrc')
  await reform.go('/app/')
  await follow(reform, new RegExp(name))
  await press(reform, '核定高耗能情形')
  await stands(reform, '省发展改革委已核定')
  const province = await as('province')
  await province.go(planPage)
  await follow(province, new RegExp(name))
  await press(province, '核定')
  await stands(province, '已核定')
  await follow(province, '2027 年度')
  await act(province, '核定计划')
  await stands(province, '已核定')
})

test('the province publishes the list; its clocks start', async () => {
  const province = await as('province')
  await province.go('/app/consolidation')
  await choose(province, '年度', '2027 年度')
  await submit(province, '编制名单草稿', /annual-lists\/[0-9a-f-]{36}$/)
  await follow(province, '填写名单')
  await fill(province, { 文号: '鲁环函〔2026〕901号', 决定日期: '2026-11-24', 公布网址: 'http://sthj.shandong.gov.cn/example/901.html' })
  await submit(province, '保存名单', /annual-lists\/[0-9a-f-]{36}$/)
  await press(province, '公布名单')
  await tick(province, '已核对企业、原因、文号和日期', dialog(province))
  await press(province, /^公布 \d+ 家$/, dialog(province))
  await stands(province, '已公布')
  await province.page.getByRole('link', { name }).waitFor()
  await province.accessible()
})
