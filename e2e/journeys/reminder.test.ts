// Nobody is forgotten and nobody is pestered: outputs are off until the operator switches them on, one message holds the day,
// holidays are left in peace, what stays undone comes before the leader, many are urged at once, and the calendar knows it all.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dialog, fill, press, tick } from '../hands'
import { browse, Person, serve, type Server } from '../harness'
import { servePost, type Post } from '../post'
import { later, moveTo } from '../steps'

interface Message { title: string; body: string }
interface Escalation { id: string; deadline_id: string; party: string }
interface List<T> { items: T[] }

const phone = { width: 390, height: 844 }
let server: Server
let browser: Browser
let post: Post
let city: Person
let admin: Person

beforeAll(async () => {
  server = await serve({ enterprises: 300 })
  browser = await browse()
  post = await servePost()
  await enter()
})
afterAll(async () => {
  await city?.leave()
  await admin?.leave()
  await browser?.close()
  await server?.stop()
  await post?.stop()
})

async function enter(): Promise<void> {
  city = await Person.enter(browser, server.address, 'city-370100', phone)
  city.keys = true
  admin = await Person.enter(browser, server.address, 'sysadmin')
}

/** The messages of the city that are the one of a day. */
const daily = async (): Promise<Message[]> => (await city.api<List<Message>>('GET', '/messages?page_size=200')).items.filter((m) => m.title.startsWith('每日提醒'))

test('mail and short messages are off by default, and shown as such', async () => {
  await admin.go('/app/channels')
  await expect(admin.page.getByText('未启用', { exact: true }).count()).resolves.toBe(2)
  await expect(admin.page.getByRole('button', { name: '发送测试消息' }).count()).resolves.toBe(0)
  await admin.accessible()
  await city.go('/app/me/reminders')
  await expect(city.page.getByText('系统未启用，启用后生效').count()).resolves.toBe(2)
  await city.accessible()
})

test('switched on, a mail is really sent', async () => {
  await city.leave()
  await admin.leave()
  await server.kill()
  await server.restart({ QINGSHEN_SMTP_ADDR: post.address, QINGSHEN_SMTP_FROM: 'qingshen@example.gov.cn', QINGSHEN_SMTP_TLS: 'none' })
  await enter()
  await admin.go('/app/channels')
  await press(admin, '发送测试消息')
  await fill(admin, { 接收邮箱: 'admin@example.gov.cn' }, dialog(admin))
  await press(admin, '发送测试消息', dialog(admin))
  await admin.page.getByText('测试消息已发送').first().waitFor()
  expect(post.mails.map((m) => m.to.join())).toEqual(['admin@example.gov.cn'])
  await expect(admin.page.getByText('未启用', { exact: true }).count()).resolves.toBe(1)
  // On a phone, with the keys alone: the officer asks for mail.
  await city.go('/app/me/reminders')
  await tick(city, '邮件')
  await fill(city, { 接收邮箱: 'officer@example.gov.cn' })
  await press(city, '保存接收设置')
  await city.page.getByText('接收设置已保存').first().waitFor()
  await city.accessible()
})

test('days off are left in peace; a working day brings one message, and one mail', async () => {
  await admin.go('/app/')
  const before = (await daily()).length
  const perDay: number[] = []
  let have = before
  for (let ahead = 1; ahead <= 8; ahead++) { // eight days on end hold a day off, however the holidays fall
    await moveTo(admin, await later(city, 1))
    const now = (await daily()).length
    perDay.push(now - have)
    have = now
  }
  expect(Math.max(...perDay)).toBe(1)
  expect(Math.min(...perDay)).toBe(0)
  const now = await daily()
  await city.go('/app/messages')
  await city.page.getByText(now[0]!.title).first().waitFor()
  await city.accessible()
  for (let waits = 0; waits < 90 && !post.mails.some((m) => m.subject.includes('每日提醒')); waits++) await city.page.waitForTimeout(1000)
  const mails = post.mails.filter((m) => m.to.includes('officer@example.gov.cn') && m.subject.includes('每日提醒'))
  expect(mails.length).toBeGreaterThan(0)
  expect(new Set(mails.map((m) => m.subject)).size).toBe(mails.length) // each day once
})

test('what stays undone comes before the leader once, with everything that was sent; the instruction goes to whoever must act', async () => {
  const { items } = await city.api<List<Escalation>>('GET', '/escalations?open=true&page_size=200')
  expect(items.length).toBeGreaterThan(0)
  expect(new Set(items.map((e) => e.deadline_id)).size).toBe(items.length) // each duty stands in the list once
  await city.go('/app/escalations?open=true')
  await city.page.getByRole('link').filter({ hasText: '（演示）' }).first().waitFor()
  await city.accessible()
  const province = await Person.enter(browser, server.address, 'province')
  province.keys = true
  await province.go('/app/escalations?open=true&party=enterprise')
  await province.accessible()
  await province.go(`/app/escalations/${items.find((e) => e.party === 'enterprise')?.id ?? ''}`)
  await province.page.getByRole('heading', { name: '已经发出的提醒' }).waitFor()
  await press(province, '批示')
  await press(province, '作出批示', dialog(province))
  await dialog(province).getByText('请填写批示内容').first().waitFor()
  await fill(province, { 批示内容: '请上门督促，本周内书面说明情况' }, dialog(province))
  await press(province, '作出批示', dialog(province))
  await province.page.getByText('请上门督促，本周内书面说明情况').first().waitFor()
  await province.accessible()
  await province.picture('escalation')
  await province.leave()
  const told = (await city.api<List<Message>>('GET', '/messages?page_size=200')).items
  expect(told.some((m) => m.body.includes('请上门督促'))).toBe(true)
})

test('many are urged at once: whoever was urged today is named, the rest is done', async () => {
  city.keys = false
  await city.page.setViewportSize({ width: 1440, height: 900 })
  const boxes = city.page.locator('tbody').getByRole('checkbox')
  const urge = async (rows: number[], words: RegExp): Promise<void> => {
    await city.go('/app/deadlines?open=true&overdue=true&party=enterprise')
    await boxes.first().waitFor()
    for (const at of rows) await boxes.nth(at).check()
    await press(city, '催办')
    await press(city, '预览', dialog(city))
    await dialog(city).getByText(words).waitFor()
    await city.accessible()
    await press(city, /^催办 \d+ 条$/, dialog(city))
    await dialog(city).getByText(/^已办理 \d+ 条/).waitFor()
    await press(city, '完成', dialog(city))
  }
  await urge([0], /可以办理 1 条/)
  await urge([0, 1], /可以办理 1 条，不能办理 1 条/)
})

test('the calendar of the officer reads the feed, without signing in, until it is closed', async () => {
  await city.go('/app/me/calendar')
  await press(city, '开通日历订阅')
  const shown = (await city.page.locator('code.address').innerText()).trim()
  await city.accessible()
  const path = new URL(shown, server.address)
  const address = server.address + path.pathname + path.search
  const answer = await fetch(address)
  expect(answer.headers.get('content-type')).toContain('text/calendar')
  const text = await answer.text()
  const lines = text.split('\r\n')
  expect(lines[0]).toBe('BEGIN:VCALENDAR')
  expect(lines.every((line) => Buffer.byteLength(line) <= 75)).toBe(true) // RFC 5545, 3.1
  const unfolded = text.replace(/\r\n[ \t]/g, '').split('\r\n')
  const events = unfolded.filter((line) => line === 'BEGIN:VEVENT').length
  expect(events).toBeGreaterThan(0)
  expect(unfolded.filter((line) => line.startsWith('UID:')).length).toBe(events)
  expect(new Set(unfolded.filter((line) => line.startsWith('UID:'))).size).toBe(events)
  expect(unfolded.filter((line) => /^DTSTART;VALUE=DATE:\d{8}$/.test(line)).length).toBe(events)
  await city.page.reload()
  await city.page.getByText('日历软件最近一次读取').waitFor()
  await press(city, '停用')
  await press(city, /停用/, dialog(city))
  await city.page.getByRole('heading', { name: '还没有开通' }).waitFor()
  expect((await fetch(address)).status).toBe(404)
})
