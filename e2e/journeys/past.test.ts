// The register of any past day: a county looks at yesterday and at last year, a rename shows in what changed, tables come down.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { download } from '../hands'
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

interface Changes { items: { name: string; kind: string; fields: { label: string; before: string; after: string }[] }[] }

test('a city looks at past days and at what has changed between them', async () => {
  const city = await Person.enter(browser, server.address, 'city-370100')
  const { today } = await city.api<{ today: string }>('GET', '/meta')
  const year = Number(today.slice(0, 4))

  await city.go('/app/past/enterprises')
  await city.page.getByRole('heading', { name: '往日名册' }).waitFor()
  await city.page.getByText('由办理过程记录推算').waitFor()
  await city.page.getByText('在册（自').first().waitFor()
  await city.accessible()
  await city.picture('past-register')
  expect((await download(city, '导出')).length).toBeGreaterThan(2000)

  // Before the first registration there is nothing, and the page says so.
  await city.go('/app/past/enterprises?on=2015-01-01')
  await city.page.getByText(/还没有登记企业|没有符合条件的记录/).first().waitFor()

  await city.go(`/app/past/list-rows?year=${year - 1}`)
  await city.page.getByText('在名单上').first().waitFor()
  await city.accessible()
  await city.picture('past-list')

  const from = `${year - 2}-01-01`
  const changes = await city.api<Changes>('GET', `/past/changes?from=${from}&kind=changed`)
  expect(changes.items.length).toBeGreaterThan(0)
  await city.go(`/app/past/changes?from=${from}&kind=changed`)
  await city.page.getByRole('link', { name: changes.items[0]!.name }).first().waitFor()
  await city.accessible()
  await city.picture('past-changes')

  // The same on a phone.
  const phone = await Person.enter(browser, server.address, 'county-370102', { width: 390, height: 844 })
  await phone.go('/app/past/enterprises')
  await phone.page.getByText('在册（自').first().waitFor()
  await phone.accessible()
  await phone.picture('past-phone')
}, 180_000)
