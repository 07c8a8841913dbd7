// An enterprise opens its account with the code of its letter on a phone, invites a colleague, loses the password and gets it back
// through two persons; nobody else ever sees a password or a code.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browse, Person, serve, type Server } from '../harness'

const phone = { width: 390, height: 844 }
const first = 'My-Own-Password-9'
const second = 'My-Second-Password-8'
let server: Server
let browser: Browser
let credit = ''
beforeAll(async () => {
  server = await serve({ enterprises: 300 })
  browser = await browse()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

test('the letter of a county opens an account on a phone', async () => {
  const office = await Person.enter(browser, server.address, 'city-370200')
  await office.go('/app/account-claims')
  await office.accessible()
  const before = await office.page.locator('dl').filter({ hasText: '已开通并使用' }).innerText()
  await office.page.getByRole('button', { name: '制作账号告知函' }).click()
  await office.page.getByLabel('已发出而尚未使用的也重发').check()
  await office.page.getByRole('button', { name: '制作告知函' }).click()
  await office.page.waitForURL(/\/account-claims\/letters/)
  await office.accessible()
  await office.picture('account-letter')
  const letter = office.page.locator('.letter').first()
  const code = (await letter.locator('.code').innerText()).trim()
  credit = (await letter.locator('.key code').first().innerText()).replaceAll(' ', '')
  const link = await letter.locator('svg').getAttribute('aria-label')
  expect(link).toContain('二维码')

  const holder = await Person.open(browser, server.address, phone)
  await holder.go(`/app/claim#credit_code=${credit}&code=${code}`)
  expect(new URL(holder.page.url()).hash).toBe('') // the code stays in no history
  await holder.accessible()
  await holder.page.getByRole('button', { name: '下一步' }).click()
  await holder.page.getByLabel('姓名').fill('王敏')
  await holder.page.getByLabel('手机号码').fill('13800000001')
  await holder.page.getByLabel('设置密码').fill(first)
  await holder.page.getByLabel('再填一次密码').fill('another')
  await holder.page.getByRole('button', { name: '开通并登录' }).click()
  await holder.page.getByText('两次填写的密码不一致').first().waitFor()
  await holder.accessible()
  await holder.page.getByLabel('再填一次密码').fill(first)
  await holder.page.getByRole('button', { name: '开通并登录' }).click()
  await holder.page.waitForURL((url) => url.pathname === '/app/')

  await holder.go('/app/colleagues')
  await holder.accessible()
  await holder.page.getByRole('button', { name: '邀请同事' }).click()
  await holder.page.getByLabel('姓名').fill('孙悦')
  await holder.page.getByLabel('手机号码').fill('13900000009')
  await holder.page.getByRole('button', { name: '生成邀请码' }).click()
  await holder.page.getByText('孙悦的邀请码').waitFor()
  await holder.accessible()
  await holder.leave()

  // The same code a second time, typed by hand.
  const thief = await Person.open(browser, server.address, phone)
  await thief.go('/app/claim')
  await thief.page.getByLabel('统一社会信用代码').fill(credit)
  await thief.page.getByLabel('认领码').fill(code)
  await thief.page.getByRole('button', { name: '下一步' }).click()
  await thief.page.getByText('已经用过').first().waitFor()
  await thief.leave()

  await office.page.getByRole('button', { name: '已打印，收起' }).click()
  await office.page.getByRole('dialog').getByRole('button', { name: '已打印，收起' }).click()
  await office.page.waitForURL((url) => url.pathname === '/app/account-claims')
  await office.page.waitForLoadState('networkidle')
  expect(await office.page.locator('dl').filter({ hasText: '已开通并使用' }).innerText()).not.toBe(before)
  await office.leave()
})

test('a lost password comes back through two persons', async () => {
  const login = (await (async () => {
    const admin = await Person.enter(browser, server.address, 'sysadmin')
    const found = await admin.api<{ items: { account: string; name: string; region_code: string }[] }>('GET', `/accounts?role=enterprise&q=${encodeURIComponent('王敏')}&page_size=200`)
    await admin.leave()
    return found.items.find((item) => item.account.toUpperCase().startsWith(credit.toUpperCase()))
  })())!
  const holder = await Person.open(browser, server.address, phone)
  await holder.go('/app/login')
  await holder.page.getByText('登录遇到困难').click()
  await holder.page.getByRole('link', { name: '找回密码' }).click()
  await holder.page.waitForURL((url) => url.pathname === '/app/recover') // the page before it has a field 账号 too
  await holder.page.getByRole('heading', { name: '找回密码' }).waitFor()
  await holder.page.getByLabel('账号').fill(login.account)
  await holder.page.getByLabel('姓名').fill('王敏')
  await holder.page.getByLabel('联系电话').fill('13800000001')
  await holder.page.getByRole('button', { name: '申请找回密码' }).click()
  const number = (await holder.page.locator('.number').innerText()).trim()
  await holder.accessible()

  const county = await Person.enter(browser, server.address, 'city-370200')
  await county.go('/app/recoveries')
  await county.accessible()
  await county.page.locator('main table a').first().click()
  await county.page.getByRole('button', { name: '核对身份' }).click()
  await county.page.getByLabel('申请人报出的受理号').fill(number)
  await county.page.getByLabel('核对情况').fill('拨打登记电话，本人报出受理号')
  await county.page.getByRole('button', { name: '核对相符，报复核' }).click()
  await county.page.getByText('核对和复核须由两人分别办理').first().waitFor()
  await county.accessible()
  const address = new URL(county.page.url()).pathname
  await county.leave()

  const other = await Person.enter(browser, server.address, 'secadmin')
  await other.go(address)
  await other.page.getByRole('button', { name: '复核同意' }).click()
  await other.page.getByRole('dialog').getByRole('button', { name: '复核同意' }).click()
  await other.page.getByText('待设置新密码').first().waitFor()
  await other.leave()

  await holder.page.getByRole('button', { name: '查看是否核准' }).click()
  await holder.page.getByLabel('新密码', { exact: true }).fill(second)
  await holder.page.getByLabel('再填一次新密码').fill(second)
  await holder.page.getByRole('button', { name: '设置新密码' }).click()
  await holder.page.waitForURL((url) => url.pathname === '/app/login')
  await holder.page.getByLabel('账号').fill(login.account)
  await holder.page.getByLabel('密码', { exact: true }).fill(second)
  await holder.page.getByRole('button', { name: '登录' }).click()
  await holder.page.waitForURL((url) => url.pathname === '/app/')
  await holder.leave()
})
