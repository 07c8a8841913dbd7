// One page about one enterprise: an officer jumps from part to part by keyboard, follows a round, reads who established an
// attribute; the enterprise sees its own page, on a phone.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { activate } from '../hands'
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

interface Audits { items: { enterprise_id: string; case_no: string }[] }

test('an officer reads everything about one enterprise on one page', async () => {
  const city = await Person.enter(browser, server.address, 'city-370100')
  const audits = await city.api<Audits>('GET', '/audits?state=accepted')
  const one = audits.items[0]!
  await city.go(`/app/enterprises/${one.enterprise_id}`)
  await city.page.getByRole('heading', { name: '基本情况' }).waitFor()
  await city.page.getByText(one.case_no).first().waitFor()

  const nav = city.page.getByRole('navigation', { name: '本页各部分' })
  for (const title of ['各轮审核', '法定期限', '变更事项、申请和视同', '重点行业企业清单', '人员和机构', '文件', '提醒和督办']) {
    await activate(city, nav.getByRole('link', { name: title, exact: true }))
    const part = city.page.getByRole('region', { name: title, exact: true })
    await part.and(city.page.locator('[aria-busy="false"]')).waitFor()
    expect(await city.page.evaluate(() => document.activeElement?.textContent)).toBe(title)
  }
  await city.page.waitForLoadState('networkidle')
  await city.accessible()
  await city.picture('profile')
  await city.page.getByRole('region', { name: '各轮审核' }).getByRole('link', { name: new RegExp(one.case_no) }).click()
  await city.page.waitForURL(/\/audits\//)

  const firm = await Person.enter(browser, server.address, 'enterprise-1', { width: 390, height: 844 })
  const mine = await firm.api<{ enterprise_id: string }>('GET', '/me')
  await firm.go(`/app/enterprises/${mine.enterprise_id}`)
  await firm.page.getByRole('heading', { name: '各轮审核' }).scrollIntoViewIfNeeded()
  await firm.page.getByText('列入原因').first().waitFor()
  await firm.accessible()
  await firm.picture('profile-phone')
}, 180_000)
