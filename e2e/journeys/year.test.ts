// The year of one enterprise, played through all its parties: from the county's import to the result that the public reads.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, onTestFailed, test } from 'vitest'
import { act, choose, creditCode, dialog, download, fill, follow, look, press, stands, submit, table, tick } from '../hands'
import { browse, Person, serve, type Server } from '../harness'
import { apply, carryOut, conclude, later, mark, moveTo, report, runAudit, seat, today } from '../steps'

const name = '济南示范旅程化工有限公司'
const code = creditCode('91370102MA9JQRNEY')
let server: Server
let browser: Browser
let year = '' // the year of the plan: the next one
let planPage = ''
let audit = ''
let resultNumber = ''
let appraisal = ''
const people = new Map<string, Person>()

/** The same person keeps one window through the whole year. */
async function as(account: string): Promise<Person> {
  const known = people.get(account)
  if (known) return known
  const person = await Person.enter(browser, server.address, account)
  people.set(account, person)
  return person
}

beforeAll(async () => {
  server = await serve({ enterprises: 200 })
  browser = await browse()
  year = String(Number((await today(await as('province'))).slice(0, 4)) + 1)
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

beforeEach(() => {
  onTestFailed(async () => {
    for (const [account, person] of people) console.log(`--- ${account} at ${person.page.url()}\n${(await person.page.locator('.reasons, .summary, [role=alert], .note').allInnerTexts()).join('\n')}`)
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
  await choose(county, '计划年度', `${year} 年度`)
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
  await follow(city, `${year} 年度`)
  await follow(city, '填写计划')
  await fill(city, { 责任人: '张科长', 联系人和电话: '李工 0531-66666666' })
  const scheduled = (await city.page.getByRole('button', { name: '删除第 1 行安排' }).count()) > 0
  await press(city, '按法定期限生成')
  if (scheduled) await press(city, '重新生成', dialog(city))
  await city.page.getByRole('button', { name: '删除第 5 行安排' }).waitFor()
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
  await follow(province, `${year} 年度`)
  await act(province, '核定计划')
  await stands(province, '已核定')
})

test('the province publishes the list; its clocks start', async () => {
  const province = await as('province')
  await province.go('/app/consolidation')
  await choose(province, '年度', `${year} 年度`)
  await submit(province, '编制名单草稿', /annual-lists\/[0-9a-f-]{36}$/)
  await follow(province, '填写名单')
  await fill(province, { 文号: `鲁环函〔${(await today(province)).slice(0, 4)}〕901号`, 决定日期: await today(province), 公布网址: 'http://sthj.shandong.gov.cn/example/901.html' })
  await submit(province, '保存名单', /annual-lists\/[0-9a-f-]{36}$/)
  await press(province, '公布名单')
  await tick(province, '已核对企业、原因、文号和日期', dialog(province))
  await press(province, /^公布 \d+ 家$/, dialog(province))
  await stands(province, '已公布')
  await province.page.getByRole('link', { name }).waitFor()
  await province.accessible()
})

test('the county serves the notice with the sealed letter; the enterprise claims its account, sees its clocks, signs and reads', async () => {
  const county = await as('county-370102')
  await county.go('/app/notices')
  await follow(county, new RegExp(name))
  const letter = new URL(county.page.url()).pathname
  await press(county, '登记送达')
  await tick(county, '直接送达', dialog(county))
  await press(county, '登记送达', dialog(county))
  await stands(county, '已送达')
  expect((await download(county, '下载告知书')).subarray(0, 2).toString()).toBe('PK')

  // The letter with the code goes with the notice: nobody else opens an account for the enterprise.
  await county.go('/app/account-claims')
  await press(county, '制作账号告知函')
  await press(county, '制作告知函', dialog(county))
  await county.page.waitForURL(/\/account-claims\/letters/)
  const sealed = county.page.locator('.letter').filter({ hasText: name })
  const code = (await sealed.locator('.code').innerText()).trim()
  const credit = (await sealed.locator('.key code').first().innerText()).replaceAll(' ', '')

  const enterprise = await Person.open(browser, server.address)
  enterprise.keys = true // the enterprise works with the keys alone, from its first login to its last application
  people.set('journey-1', enterprise)
  await enterprise.go(`/app/claim#credit_code=${credit}&code=${code}`)
  await press(enterprise, '下一步')
  await fill(enterprise, { 姓名: '王法人', 手机号码: '13800000001', 设置密码: 'Journey-2027-ok', 再填一次密码: 'Journey-2027-ok' })
  await submit(enterprise, '开通并登录', /\/app\/$/)
  await enterprise.page.getByText('公开企业信息').first().waitFor()
  await enterprise.go('/app/deadlines')
  for (const duty of ['公开企业信息', '启动清洁生产审核', '提交审核报告']) await enterprise.page.getByText(duty).first().waitFor()
  await enterprise.accessible()
  await enterprise.go(letter)
  await press(enterprise, '签收')
  await fill(enterprise, { 签收人姓名: '王法人' }, dialog(enterprise))
  await press(enterprise, '签收告知书', dialog(enterprise))
  await stands(enterprise, '已签收')
})

test('the enterprise discloses on the day that the law gives', async () => {
  const enterprise = await as('journey-1')
  await follow(enterprise, '打开审核项目')
  audit = new URL(enterprise.page.url()).pathname
  await follow(enterprise, '企业信息公开', enterprise.page.locator('main'))
  await fill(enterprise, { 法定代表人: '王法人', 企业所在地址: '济南市历下区示范路1号', 公开日期: await today(enterprise), 公开网址: 'http://www.example.cn/disclosure.html' })
  await tick(enterprise, '企业官方网站')
  await fill(enterprise, { '单位产值能耗（tce/万元）': '0.42', '单位产品能耗（kgce/单位产品）': '52.5', 超过单位产品能耗限额情况: '超过GB 31824限额值45 kgce/t', 危险废物的产生和处置情况: '年产生精馏残渣12吨，委托有资质单位处置', 依法落实环境风险防控措施情况: '已编制应急预案并备案' })
  await table(enterprise, '主要能源消耗情况', [{ 主要能源品种: '电力（万kWh）', 消耗量: '100' }])
  await table(enterprise, '排放有毒有害物质情况', [{ 有毒有害物质名称: '苯胺类', 浓度: '0.1', 数量: '0.3' }])
  await table(enterprise, '使用有毒有害原料情况', [{ 有毒有害原料名称: '硝基苯', 数量: '1200', 用途: '生产苯胺的原料' }])
  await press(enterprise, '保存信息公开表')
  await enterprise.page.getByText('已保存信息公开表').first().waitFor()
  await act(enterprise, '提交信息公开')
})

test('the county checks the disclosure', async () => {
  const county = await as('county-370102')
  await county.go(`${audit}/disclosure`)
  await act(county, '核对通过')
  await stands(county, '已核对')
  await county.accessible()
})

test('the enterprise starts the audit with an agency; the agency fills the dossier', async () => {
  const agency = await as('agency-1')
  const { name: agencyName } = await agency.api<{ name: string }>('GET', '/me')
  const enterprise = await as('journey-1')
  await enterprise.go(audit)
  await press(enterprise, '启动审核')
  await enterprise.page.waitForURL(/start$/)
  await tick(enterprise, '委托咨询服务机构')
  await look(enterprise, '咨询服务机构', agencyName.replace('（演示）', ''))
  await table(enterprise, '审核小组', [{ 姓名: '王法人' }, { 姓名: '李环保' }])
  await fill(enterprise, { 计划完成日期: await later(enterprise, 330) })
  await submit(enterprise, '启动审核', /audits\/[0-9a-f-]{36}$/)
  await stands(enterprise, '审核中')
  await enterprise.accessible()

  await agency.go('/app/')
  await follow(agency, new RegExp(name))
  await press(agency, '接受委托')
  await stands(agency, '受托中')
  await runAudit(agency, audit)
  await agency.accessible()
})

test('only the enterprise hands in the report', async () => {
  const agency = await as('agency-1')
  expect(await agency.page.getByRole('button', { name: '提交审核报告' }).count()).toBe(0)
  const enterprise = await as('journey-1')
  await report(enterprise, audit)
  await stands(enterprise, '已提交报告')
})

test('the evaluation: application, panel, marks of each expert alone, conclusion', async () => {
  const enterprise = await as('journey-1')
  appraisal = await apply(enterprise, audit, '评估')
  const city = await as('city-370100')
  await seat(city, appraisal)
  await mark(browser, city, appraisal, 1)
  await conclude(city, appraisal, '按计划推进')
  await city.page.getByText('按计划推进').first().waitFor()
  await city.accessible()
})

test('the options are carried out; the clock moves on', async () => {
  const enterprise = await as('journey-1')
  await moveTo(enterprise, await later(enterprise, 265))
  await carryOut(enterprise, audit, await later(enterprise, -10))
})

test('the acceptance: vetoes before points, result reported and published', async () => {
  const enterprise = await as('journey-1')
  appraisal = await apply(enterprise, audit, '验收')
  const city = await as('city-370100')
  await seat(city, appraisal)
  await mark(browser, city, appraisal, 0.9)
  await conclude(city, appraisal, '合格')
  await act(city, '上报省生态环境厅')
  const province = await as('province')
  await province.go('/app/appraisals/publish')
  await province.page.getByRole('row').filter({ hasText: name }).getByRole('checkbox').check()
  resultNumber = `鲁环函〔${(await today(province)).slice(0, 4)}〕902号`
  await fill(province, { 文号: resultNumber })
  await press(province, /^公布 1 项结果$/)
  await press(province, '公布结果', dialog(province))
  await province.page.getByText('已公布 1 项验收结果').first().waitFor()
})

test('the public reads the result, without signing in', async () => {
  const reader = await Person.open(browser, server.address)
  await reader.go(`/enterprises?q=${encodeURIComponent(name)}`)
  await follow(reader, name)
  await reader.page.getByText('验收合格', { exact: true }).first().waitFor()
  await reader.page.getByText(resultNumber).first().waitFor()
  await reader.accessible()
  await reader.leave()
  for (const person of people.values()) await person.leave()
})
