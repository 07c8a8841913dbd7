// What is typed is answered in Chinese at the field, and is lost neither to a crash, nor to the end of a session, nor to a colleague.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fill, press } from '../hands'
import { browse, Person, serve, type Server } from '../harness'

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

interface Found { id: string; version: number; park: string; contact_name: string }

async function enterprise(person: Person, at: number): Promise<Found> {
  const { items } = await person.api<{ items: Found[] }>('GET', '/enterprises?page_size=20')
  const one = items[at]
  if (!one) throw new Error('the city has too few enterprises')
  return person.api<Found>('GET', `/enterprises/${one.id}`)
}

test('a wrong password is said in Chinese', async () => {
  const person = await Person.open(browser, server.address)
  await person.go('/app/login')
  await person.page.getByLabel('账号').fill('city-370100')
  await person.page.getByLabel('密码').fill('not-the-password')
  await person.page.getByRole('button', { name: '登录', exact: true }).click()
  await person.page.getByRole('alert').filter({ hasText: '账号或密码不正确' }).waitFor()
  expect(await person.page.getByLabel('账号').inputValue()).toBe('city-370100')
  await person.accessible()
  await person.leave()
})

test('a wrong check digit is refused at the field; a letter for a figure is mended with one press', async () => {
  const person = await Person.enter(browser, server.address, 'city-370100')
  await person.go('/app/enterprises/new')
  const field = person.page.getByLabel('统一社会信用代码')
  const { items } = await person.api<{ items: { credit_code: string }[] }>('GET', '/enterprises?page_size=1')
  const good = items[0]?.credit_code ?? ''
  await field.fill(good.slice(0, 17) + (good.endsWith('1') ? '2' : '1'))
  await person.page.getByRole('button', { name: '登记企业' }).click()
  await person.page.locator('.field.bad .fault', { hasText: `第18位应为“${good.slice(17)}”` }).waitFor()
  await person.accessible()
  await field.fill(good.replace('0', 'O')) // read as the figure that is meant
  await person.page.getByRole('button', { name: '采用' }).first().click()
  expect(await field.inputValue()).toBe(good)
  await person.page.getByText('该代码已登记为').waitFor()
  await person.leave()
})

test('a draft outlives the page and the server', async () => {
  const person = await Person.enter(browser, server.address, 'city-370100')
  const one = await enterprise(person, 0)
  await person.go(`/app/enterprises/${one.id}/edit`)
  await person.page.getByLabel('所在园区').fill('断电之前填写的园区')
  await person.page.getByText(/草稿已于 .* 存好/).waitFor()
  await person.page.close()
  await server.kill()
  await server.restart()

  const again = await Person.enter(browser, server.address, 'city-370100')
  await again.go(`/app/enterprises/${one.id}/edit`)
  await again.page.getByText('有一份没有提交的草稿').waitFor()
  await again.accessible()
  await again.page.getByRole('button', { name: '恢复草稿' }).click()
  expect(await again.page.getByLabel('所在园区').inputValue()).toBe('断电之前填写的园区')
  await again.page.getByRole('button', { name: '保存修改' }).click()
  await again.page.waitForURL(`${server.address}/app/enterprises/${one.id}`)
  expect((await again.api<Found>('GET', `/enterprises/${one.id}`)).park).toBe('断电之前填写的园区')
  await again.leave()
})

test('the end of a session takes nothing that was typed', async () => {
  const person = await Person.enter(browser, server.address, 'city-370100')
  const one = await enterprise(person, 1)
  await person.go(`/app/enterprises/${one.id}/edit`)
  await person.api('DELETE', '/session')
  await person.page.getByLabel('联系人').fill('会话中断时填写')
  const dialog = person.page.getByRole('dialog', { name: '重新登录' })
  await dialog.waitFor() // the draft is what asks first
  await person.accessible()
  await dialog.getByRole('button', { name: '以演示账号继续' }).click()
  await dialog.waitFor({ state: 'detached' })
  expect(await person.page.getByLabel('联系人').inputValue()).toBe('会话中断时填写')
  await person.page.getByRole('button', { name: '保存修改' }).click()
  await person.page.waitForURL(`${server.address}/app/enterprises/${one.id}`)
  expect((await person.api<Found>('GET', `/enterprises/${one.id}`)).contact_name).toBe('会话中断时填写')
  await person.leave()
})

test('who saves second is shown what the first has saved and by whom, and chooses', async () => {
  const county = await Person.enter(browser, server.address, 'county-370102')
  const city = await Person.enter(browser, server.address, 'city-370100')
  const one = await enterprise(county, 2)
  const form = `/app/enterprises/${one.id}/edit`
  for (const person of [county, city]) await person.go(form)
  await fill(county, { 所在园区: '县里先存的园区', 联系人: '县里先存的人' })
  await press(county, '保存修改')
  await county.page.waitForURL(`${server.address}/app/enterprises/${one.id}`)
  await fill(city, { 所在园区: '市里后存的园区' })
  await press(city, '保存修改')

  const clash = city.page.locator('.clash')
  await clash.getByRole('heading', { name: '这条记录刚被他人修改' }).waitFor()
  const { name } = await county.api<{ name: string }>('GET', '/me')
  const words = await clash.innerText()
  expect(words, 'who').toContain(name)
  for (const said of ['县里先存的园区', '市里后存的园区', '县里先存的人']) expect(words).toContain(said)
  await city.accessible()
  expect(await city.page.getByRole('button', { name: '按以上选择继续填写' }).isDisabled(), 'nobody decides by accident').toBe(true)
  await clash.getByRole('radio', { name: /本人填写/ }).check()
  await press(city, '按以上选择继续填写')
  await press(city, '保存修改')
  await city.page.waitForURL(`${server.address}/app/enterprises/${one.id}`)
  const saved = await city.api<Found>('GET', `/enterprises/${one.id}`)
  expect([saved.park, saved.contact_name]).toEqual(['市里后存的园区', '县里先存的人'])
  await county.leave()
  await city.leave()
})
