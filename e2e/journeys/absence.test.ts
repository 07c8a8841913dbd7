// What is typed into a level stays while it is computed; a whole class that does not concern the enterprise counts only once an
// expert on the panel has confirmed it; what was entered at the public self-check comes along through the login.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browse, demoPassword, Person, serve, type Server } from '../harness'

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

/** Most accounts of the demonstration have no button of their own. */
async function enter(account: string): Promise<Person> {
  const person = await Person.open(browser, server.address)
  await person.api('POST', '/session', { account, password: demoPassword })
  return person
}

interface Asked {
  indicators: { key: string; judged: boolean; direction: string; unit: string }[]
}
const system = 'electroplating-2015'
const reason = '只承接来料加工，产品由委托方检验，本企业没有产品合格率的统计。'

test('a whole class is stated, counts as missing, and is left out once an expert on the panel confirms it', async () => {
  const expert = await enter('expert-2')
  const enterprise = await enter('enterprise-5')
  const { items } = await enterprise.api<{ items: { id: string }[] }>('GET', '/audits?state=under-acceptance')
  const audit = items[0]!.id
  const asked = await enterprise.api<Asked>('GET', `/audits/${audit}/rating?phase=after&system=${system}`)
  const { page } = enterprise
  await enterprise.go(`/app/audits/${audit}/level`)
  await page.getByRole('button', { name: '审核后' }).click()
  await page.getByLabel('评价指标体系').selectOption(system)
  await page.getByLabel('参数 n').fill('6')
  for (const i of asked.indicators) {
    if (i.key === '产品合格率保障措施') continue
    if (i.judged) await page.getByLabel(`${i.key}的判断`, { exact: true }).selectOption('1')
    else await page.getByLabel(`${i.key}的数值`).fill(i.direction.includes('低') ? '1' : '100')
  }
  await page.locator('.result .level').getByText('Ⅰ级').waitFor() // computed while it is filled in: 93 of 100 is enough
  await page.waitForTimeout(1500)
  expect(await page.getByLabel('锌利用率的数值').inputValue()).toBe('100') // and what was typed is still there
  await page.getByLabel('“产品特征指标”整类指标本企业不涉及').check()
  await page.getByLabel('不涉及的理由').fill(reason)
  await enterprise.accessible()
  await page.getByRole('button', { name: '保存并评价' }).click()
  await page.getByText('已保存，等级由系统评出').first().waitFor()
  await page.getByText('待专家确认，在此以前按没有达到处理').first().waitFor()
  await page.locator('.result').getByText('93', { exact: true }).first().waitFor() // the class is missing still

  const mine = (await expert.api<{ items: { id: string; audit_id: string }[] }>('GET', '/appraisals')).items.find((a) => a.audit_id === audit)
  await expert.go(`/app/appraisals/${mine?.id ?? ''}`) // says that something waits, and leads to it
  await expert.page.getByRole('link', { name: /^查看理由/ }).click()
  await expert.page.locator('.absence').getByText(reason).waitFor()
  expect(await expert.page.getByRole('button', { name: '不同意' }).isDisabled()).toBe(true) // without a word of why
  await expert.accessible()
  await expert.page.getByLabel('专家意见').fill('已核对来料加工合同')
  await expert.page.getByRole('button', { name: '确认整类不涉及' }).click()
  await expert.page.getByText('已确认，等级由系统重新评出').first().waitFor()
  await expert.page.getByText('已核对来料加工合同').first().waitFor()
  await expert.page.locator('summary').filter({ hasText: '整类不涉及' }).click()
  await expert.page.getByText(`理由：${reason}`).last().waitFor()
  await expert.page.locator('.result').getByText('100', { exact: true }).first().waitFor() // the weights are re-spread
  await expert.accessible()
  await enterprise.leave()
  await expert.leave()
})

test('an enterprise that logs in after the self-check takes its values over', async () => {
  const visitor = await Person.open(browser, server.address)
  const { page } = visitor
  await visitor.go(`/self-check/${system}`)
  await page.getByLabel('n', { exact: true }).fill('6')
  await page.getByLabel('*单位产品每次清洗取水量').fill('30')
  await page.getByLabel('锌利用率（%）').fill('81.5')
  await page.getByRole('button', { name: '自查' }).click()
  await page.getByRole('heading', { name: /自查结果/ }).waitFor()
  await page.getByRole('link', { name: '登录并带入审核资料' }).click()
  await page.getByLabel('账号').waitFor()
  expect(new URL(page.url()).search).not.toContain('%23') // what was entered stays behind the #
  await page.getByLabel('账号').fill('enterprise-1')
  await page.getByLabel('密码', { exact: true }).fill(demoPassword)
  await page.keyboard.press('Enter')
  await page.getByText('自查填写了 2 项指标').waitFor()
  await visitor.accessible()
  await page.getByRole('radio').first().check()
  await page.getByRole('button', { name: '带入审核资料' }).click()
  await page.getByText('自查的数值已带入审核资料').first().waitFor()
  await page.waitForURL(/audits\/[0-9a-f-]+\/level$/)
  expect(await page.getByLabel('锌利用率的数值').inputValue()).toBe('81.5')
  expect(await page.getByLabel('单位产品每次清洗取水量的数值').inputValue()).toBe('30')
  await visitor.leave()
})
