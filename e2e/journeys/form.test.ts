// What is entered wrongly is answered in Chinese, and stays on the screen.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
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
