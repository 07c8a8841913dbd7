// The longer stretches of a case that several journeys play: the dossier of an audit, a panel, a score sheet.
import type { Browser, Page } from 'playwright-core'
import { act, activate, attach, check, choose, dialog, fill, press, stands, submit, table, tick, write } from './hands'
import { Person, demoPassword } from './harness'

/** Opens a page by its path if the person is not there already. */
async function at(person: Person, path: string): Promise<Page> {
  await person.go(path)
  return person.page
}

async function section(person: Person, audit: string, name: string, title: string, work: () => Promise<void>): Promise<void> {
  await at(person, `${audit}/dossier/${name}`)
  await work()
  await press(person, `保存${title}`)
  await person.page.getByText(`已保存：${title}`).first().waitFor()
}

const lastYear = async (person: Person): Promise<number> => Number((await today(person)).slice(0, 4)) - 1

/** One row for each of the last three whole years. */
const yearly = (last: number, row: Record<string, string>): Record<string, string>[] => [2, 1, 0].map((ago) => ({ ...row, 年份: String(last - ago) }))

/** Fills the dossier, adds two options and completes the seven stages of a started audit (`audit` is its path). */
export async function runAudit(person: Person, audit: string): Promise<void> {
  await foundations(person, audit)
  await consumption(person, audit)
  await targets(person, audit)
  // The audit focus, the balance and the causes only where the track asks for them.
  if (await (await at(person, audit)).getByRole('link', { name: '审核重点的确定' }).count()) {
    await focus(person, audit)
    await assessment(person, audit)
  }
  await continuation(person, audit)
  for (const o of someOptions) await option(person, audit, o)
  for (const stage of stages) await summarise(person, audit, stage)
  for (let n = 1; n <= stages.length; n++) await complete(person, audit, n)
}

/** What only the enterprise knows: who it is, what it makes, its papers. */
export async function foundations(person: Person, audit: string): Promise<void> {
  const last = await lastYear(person)
  await section(person, audit, 'profile', '企业基本情况', async () => {
    await choose(person, '企业规模', '中型')
    await fill(person, { 企业名称: '历下化工有限公司', 统一社会信用代码: '91370102MA9JQRNEYN', 生产地址: '济南市历下区示范路1号', '职工人数（人）': '120', 主要产品和生产工艺: '硝基苯加氢还原制苯胺，经精馏得到产品。' })
  })
  await section(person, audit, 'economy', '近三年产值和效益', () => table(person, '近三年产值和效益', yearly(last, { 工业总产值: '12345', 营业收入: '12000', 利税: '800' })))
  await section(person, audit, 'procedures', '环保手续', async () => {
    await choose(person, '排污许可管理类别', '登记管理')
    await fill(person, { 排污许可证或登记编号: '91370102MA9JQRNEYN001Z', 环境影响评价和竣工环保验收情况: '2015年取得批复并通过验收。' })
  })
}

/** What it makes and uses and lets out. */
export async function consumption(person: Person, audit: string): Promise<void> {
  const last = await lastYear(person)
  await section(person, audit, 'products', '产品产量', () => table(person, '产品产量', yearly(last, { 产品名称: '苯胺', 单位: 't', 设计产能: '1000', 实际产量: '950' })))
  await section(person, audit, 'energy', '能源消耗', () => table(person, '能源消耗', yearly(last, { 能源品种: '电力（当量值）', 消耗量: '100', 单位: '万kWh' })))
  await section(person, audit, 'water', '水资源利用', () => table(person, '水资源利用', yearly(last, { 水源: '自来水', 新鲜水取水量: '300', 重复利用水量: '700', 单位: 'm³' })))
  await section(person, audit, 'emissions', '污染物产生与排放', () => table(person, '污染物产生与排放', yearly(last, { 类别: '废水', 污染物: '苯胺类', 排放量: '0.3', 单位: 't' })))
}

export async function targets(person: Person, audit: string): Promise<void> {
  const due = `${String((await lastYear(person)) + 3)}-12-31`
  await section(person, audit, 'targets', '清洁生产目标', () =>
    table(person, '清洁生产目标', [
      { 指标: '单位产品综合能耗', 对应原因: '高耗能', 单位: 'tce/t', 现状值: '12.5', 近期目标: '11.2', 近期完成日期: due },
      { 指标: '苯胺类排放量', 对应原因: '双超', 单位: 't', 现状值: '0.3', 近期目标: '0.2', 近期完成日期: due },
    ]),
  )
}

export const focus = (person: Person, audit: string): Promise<void> =>
  section(person, audit, 'focus', '审核重点的确定', () => table(person, '审核重点的确定', [{ 备选审核重点: '还原车间', 考虑因素: '废物量', 权重: '10', 得分: '9', 确定为审核重点: '是' }]))

export async function assessment(person: Person, audit: string): Promise<void> {
  await section(person, audit, 'balances', '物料、水、能源和污染因子平衡', () =>
    table(person, '物料、水、能源和污染因子平衡', [
      { 平衡名称: '还原车间物料平衡', 平衡种类: '物料平衡', 输入或输出: '输入', 物流: '硝基苯和氢气', 单位: 't', 数量: '100' },
      { 平衡名称: '还原车间物料平衡', 平衡种类: '物料平衡', 输入或输出: '输出', 物流: '苯胺和废物', 单位: 't', 数量: '98' },
    ]),
  )
  await section(person, audit, 'causes', '废物产生原因分析', () => table(person, '废物产生原因分析', [{ 产生部位: '还原车间', 废物: '精馏残渣', 原因方面: '过程控制', 原因: '塔釜温度波动' }]))
}

export const continuation = (person: Person, audit: string): Promise<void> =>
  section(person, audit, 'continuation', '持续清洁生产', () => fill(person, { 持续清洁生产组织: '成立清洁生产办公室。', 管理制度: '纳入岗位责任制。', 持续清洁生产计划: '每年安排资金和培训。' }))

interface Plan { name: string; aspect: string; cost: string; investment: string; benefit: string }
export const someOptions: Plan[] = [
  { name: '更换密封件', aspect: '设备', cost: '无/低费方案', investment: '1', benefit: '4' },
  { name: '精馏塔余热回收', aspect: '技术工艺', cost: '中/高费方案', investment: '500', benefit: '180' },
]

export async function option(person: Person, audit: string, o: Plan): Promise<void> {
  await at(person, `${audit}/options/new`)
  await fill(person, { 方案名称: o.name, 针对的物质或问题: '苯胺类', 计划投资: o.investment, 预期年经济效益: o.benefit, 计划完成日期: `${String(Number((await today(person)).slice(0, 4)) + 1)}-06-30` })
  await choose(person, '属于哪个方面', o.aspect)
  await tick(person, o.cost)
  if (o.cost.startsWith('中')) await fill(person, { 技术可行性: '成熟可靠，省内已有应用。', 环境可行性: '年减少用煤85吨标准煤。', 经济可行性: '静态投资偿还期2.78年。', 年运行费用总节省金额: '200', '折旧年限（年）': '10', '税率（%）': '25', '基准收益率（%）': '8' })
  else {
    await tick(person, '已完成')
    await fill(person, { 实际完成日期: await today(person), 实际投资: o.investment, 实际年经济效益: o.benefit })
  }
  await submit(person, '保存方案', /options$/)
}

/** The seven stages in their order. */
export const stages = ['preparation', 'preassessment', 'assessment', 'screening', 'feasibility', 'implementation', 'continuation'] as const

/** Ticks what a stage asks for and writes its summary. */
export async function summarise(person: Person, audit: string, stage: string): Promise<void> {
  const page = await at(person, `${audit}/stages/${stage}`)
  await check(person, page.getByRole('checkbox').first())
  await fill(person, { 阶段小结: '已按计划完成本阶段的实测、平衡、分析和制度建设工作，详见审核报告。' })
  await press(person, '保存本阶段')
  await page.getByText('已保存本阶段').first().waitFor()
}

/** Completes the stage with this number from 1 on. */
export async function complete(person: Person, audit: string, n: number): Promise<void> {
  const path = new URL(person.page.url()).pathname
  const page = path === audit ? person.page : await at(person, audit)
  const stage = page.locator('.stages > li').nth(n - 1)
  await activate(person, stage.getByRole('button', { name: '完成本阶段' }))
  await stage.getByText('已完成', { exact: true }).waitFor()
}

/** Hands in the report with its declaration. */
export async function report(person: Person, audit: string): Promise<void> {
  const page = await at(person, audit)
  await press(person, '提交审核报告')
  await page.waitForURL(/report$/)
  await attach(person, '清洁生产审核报告', '清洁生产审核报告.pdf')
  await tick(person, '已阅读并作出上述承诺')
  await fill(person, { 承诺人姓名: '王法人' })
  await submit(person, '提交审核报告', /audits\/[0-9a-f-]{36}$/)
}

/** Applies for evaluation or acceptance; gives the path of the appraisal. */
export async function apply(person: Person, audit: string, kind: '评估' | '验收'): Promise<string> {
  const page = await at(person, audit)
  await activate(person, page.getByRole('link', { name: `申请${kind}` }))
  await page.waitForURL(/appraisals\/new/)
  const texts = page.locator('.item textarea')
  await texts.first().waitFor()
  for (let i = 0; i < (await texts.count()); i++) await write(person, texts.nth(i), '见本系统审核资料和审核报告')
  await submit(person, `提交${kind}申请`, /appraisals\/[0-9a-f-]{36}$/)
  return new URL(page.url()).pathname
}

/** Dockets the application and seats a panel drawn at random. */
export async function seat(city: Person, appraisal: string): Promise<void> {
  const page = await at(city, appraisal)
  await act(city, '受理')
  await stands(city, '已受理')
  await press(city, '组建专家组')
  await page.waitForURL(/panel$/)
  await press(city, '随机抽取')
  await page.getByText(/已选 [3-9] 人/).waitFor()
  await page.getByRole('radiogroup', { name: '组长' }).getByRole('radio').first().check()
  await choose(city, '评审方式', '会议评审')
  await fill(city, { 评审日期: await today(city), 评审地点: '济南市历下区会议室' })
  await submit(city, '确定专家组并通知', /appraisals\/[0-9a-f-]{36}$/)
}

/** Every expert of the panel accepts, marks alone and hands in; `share` of the points for each item, vetoes as given. */
export async function mark(browser: Browser, city: Person, appraisal: string, share: number, veto = ''): Promise<void> {
  const { members } = await city.api<{ members: { expert_id: string; state: string }[] }>('GET', appraisal.replace('/app', ''))
  for (const member of members.filter((m) => m.state === 'invited')) {
    const expert = await holder(browser, city.address, 'expert', member.expert_id)
    await sheet(expert, appraisal, share, veto)
    await expert.leave()
  }
}

/** Enters as the enterprise or expert with this id, by the password that all demonstration accounts share. */
export async function holder(browser: Browser, address: string, role: 'enterprise' | 'expert', id: string): Promise<Person> {
  const person = await Person.enter(browser, address, 'sysadmin')
  for (let page = 1; ; page++) {
    const { items } = await person.api<{ items: { account: string; enterprise_id?: string; expert_id?: string }[] }>('GET', `/accounts?role=${role}&page_size=200&page=${String(page)}`)
    const found = items.find((a) => (role === 'expert' ? a.expert_id : a.enterprise_id) === id)
    if (!found && items.length === 200) continue
    if (!found) throw new Error(`no account of ${role} ${id}`)
    await person.api('DELETE', '/session')
    await person.api('POST', '/session', { account: found.account, password: demoPassword })
    return person
  }
}

/** Reports an option as done and the targets as reached, so that acceptance can be applied for. */
export async function carryOut(person: Person, audit: string, on: string): Promise<void> {
  const page = await at(person, `${audit}/options`)
  await activate(person, page.getByRole('link', { name: /精馏塔余热回收/ }))
  await tick(person, '已完成')
  await fill(person, { 实际完成日期: on, 实际投资: '520', 实际年经济效益: '170' })
  await submit(person, '保存方案', /options$/)
  await section(person, audit, 'targets', '清洁生产目标', () => table(person, '清洁生产目标', [{ 完成值: '11.0' }, { 完成值: '0.2' }]))
}

/** Moves the day of the demonstration forward in the dialog of the bar. */
export async function moveTo(person: Person, day: string): Promise<void> {
  await press(person, /拨动日期/)
  await fill(person, { 拨到: day }, dialog(person))
  await press(person, '拨到这一天', dialog(person))
  await person.page.locator('time', { hasText: day }).first().waitFor()
}

async function sheet(expert: Person, appraisal: string, share: number, veto: string): Promise<void> {
  const page = await at(expert, `${appraisal}/marks`)
  await tick(expert, '本人与被评审企业')
  await press(expert, '声明并接受邀请')
  await page.locator('input.mark').first().waitFor()
  for (const set of await page.locator('fieldset.veto').all()) {
    const found = veto !== '' && (await set.locator('legend').innerText()).includes(veto)
    await set.getByLabel(found ? '存在' : '不存在', { exact: true }).check()
  }
  for (const box of await page.locator('input.mark').all()) {
    const points = Number(/[\d.]+/.exec(await box.locator('xpath=ancestor::tr/td[1]').innerText())?.[0])
    await box.fill(String(Math.floor(points * share * 10) / 10))
  }
  await fill(expert, { 评审意见: '资料齐全，方案可行。' })
  await tick(expert, '以上为本人独立评审')
  await press(expert, '提交打分')
  await page.getByText('打分已提交').first().waitFor()
}

/** Writes the opinion; the outcome is the system's. */
export async function conclude(city: Person, appraisal: string, outcome: string): Promise<void> {
  const page = await at(city, appraisal)
  await press(city, '作出结论')
  await page.waitForURL(/conclude$/)
  await page.getByText(outcome, { exact: true }).first().waitFor()
  await page.locator('form textarea').first().waitFor()
  for (const box of await page.locator('form textarea').all()) await box.fill('审核过程规范，数据可信；应当按本意见落实。')
  await submit(city, '作出结论并反馈企业', /appraisals\/[0-9a-f-]{36}$/)
}

/** The server's day. */
export async function today(person: Person): Promise<string> {
  return (await person.api<{ today: string }>('GET', '/meta')).today
}

/** The day so many days after the server's. */
export async function later(person: Person, days: number): Promise<string> {
  const day = new Date(`${await today(person)}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() + days)
  return day.toISOString().slice(0, 10)
}
