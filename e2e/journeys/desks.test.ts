// Every role of the demonstration: its desk with something on it, every entry of its menu and a record and a form of every kind, in
// Chinese, without a fault, usable with a screen reader and on a phone.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browse, Person, serve, type Server } from '../harness'

const desktop = { width: 1440, height: 900 }
const phone = { width: 390, height: 844 }
/** Units, kinds of file and keys, and what the standards themselves write so: pollutants, a technology, a series of group standards. */
const allowed = /^(?:k?Wh|kgce|tce|docx|xlsx|html?|jpe?g|Ctrl|Shift|Delete|VOCs|CODcr|BPRT|ng-?TEQ|ZAEPI)$/i
/** Accounts bear names of the reader's own keyboard; only these pages show them. */
const accounts = /^\/app\/(?:accounts|journal|me|api-clients)/
const login = /^(?:province|city|county|enterprise|agency|expert|sysadmin|secadmin|logadmin|ndrc)$/
/** Whoever operates the machine is told the names of its environment variables, on this page alone. */
const operator = /^\/app\/channels/
const setting = /^QINGSHEN_[A-Z_]+$/

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

interface DemoAccount { account: string; name: string; place_label: string }

/** Enters as a visitor does: the login page, then the button that bears the role's name. */
async function enter(account: string): Promise<Person> {
  const person = await Person.open(browser, server.address, desktop)
  const { demo_accounts } = await person.api<{ demo_accounts: DemoAccount[] }>('GET', '/meta')
  const one = demo_accounts.find((a) => a.account === account)
  if (!one) throw new Error(`the login page does not offer ${account}`)
  await person.go('/app/login')
  const name = (one.name || one.place_label).replace(/（演示）$/, '')
  await person.page.locator('.roles button').filter({ has: person.page.getByText(name, { exact: true }) }).click()
  await settled(person, '/app/')
  return person
}

/** The page of this address stands, and nothing on it is still being loaded. */
async function settled(person: Person, path: string): Promise<void> {
  await person.page.waitForURL((url) => url.pathname === path)
  await person.page.waitForFunction(() => !!document.querySelector('main h1') && !document.querySelector('main [aria-busy="true"], main .wait'))
  await person.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
}

/** How wide the page is on a phone, once charts have followed the window. */
async function narrow({ page }: Person): Promise<number> {
  const fits = page.waitForFunction((width) => (document.scrollingElement?.scrollWidth ?? 0) <= width, phone.width, { timeout: 2000 })
  await fits.catch(() => undefined)
  return page.evaluate(() => document.scrollingElement?.scrollWidth ?? 0)
}

/** Latin words that are no unit, no address, no file and no number of a document: a reader would stumble over them. */
function foreign(text: string, path: string): string[] {
  const bare = text.replace(/(?:https?:\/\/|\/api\/)\S+/g, '').replace(/\S+@\S+/g, '').replace(/[\w.-]*\d[\w.-]*/g, '')
  return [...new Set(bare.match(/[A-Za-z_]{4,}/g))].filter((word) => !allowed.test(word) && !(accounts.test(path) && login.test(word)) && !(operator.test(path) && setting.test(word)))
}

/** One page for all that differ only in whose record, year, place, stage or part of the dossier they show. */
const kindOf = (path: string): string =>
  path.replace(/[?#].*/, '').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id').replace(/\/\d{4,6}(?=\/|$)/g, '/:n').replace(/(stages|dossier)\/[a-z]+/, '$1/:part')

class Tour {
  readonly faults: string[] = []
  /** What has been seen in this layout: officers' dense one, everybody else's roomy one. */
  constructor(private readonly person: Person, private readonly seen: Set<string>) {}

  /** Looks at the page as it stands: its words always; the rest once per kind. */
  async look(path: string): Promise<string[]> {
    const { page } = this.person
    const text = await page.locator('body').innerText()
    if (!/\p{Script=Han}{2,}/u.test(await page.locator('main h1').first().innerText())) this.faults.push(`${path}: no Chinese heading`)
    for (const word of foreign(text, path)) this.faults.push(`${path}: “${word}” on the screen`)
    if (/undefined|\bnull\b|NaN|\[object|\{\{/.test(text)) this.faults.push(`${path}: a value that is none on the screen`)
    const fresh = path === '/app/' || !this.seen.has(kindOf(path))
    this.seen.add(kindOf(path))
    if (fresh) await this.axe(path)
    await page.setViewportSize(phone)
    const width = await narrow(this.person)
    if (width > phone.width) this.faults.push(`${path}: ${String(width)} pixels wide on a phone`)
    if (fresh) await this.axe(`${path} on a phone`)
    await page.setViewportSize(desktop)
    return page.locator('main a[href^="/app/"]').evaluateAll((links) => links.map((a) => a.getAttribute('href') ?? ''))
  }

  private async axe(where: string): Promise<void> {
    await this.person.accessible().catch((cause: Error) => this.faults.push(`${where}: ${cause.message}`))
  }

  /** Follows the links of a page to every kind that has not been seen, and theirs. */
  async follow(links: string[], depth: number): Promise<void> {
    for (const link of links) {
      if (this.seen.has(kindOf(link))) continue
      await this.person.page.goto(server.address + link, { waitUntil: 'commit' })
      await settled(this.person, link.replace(/[?#].*/, ''))
      const next = await this.look(link.replace(/[?#].*/, ''))
      if (depth > 1) await this.follow(next, depth - 1)
    }
  }
}

const dense = new Set<string>()
const roomy = new Set<string>()
test.each([
  ['province', dense], ['province-ndrc', dense], ['city-370100', dense], ['county-370102', dense], ['enterprise-1', roomy],
  ['agency-1', roomy], ['expert-1', roomy], ['sysadmin', dense], ['secadmin', dense], ['logadmin', dense],
])('%s has a desk with something on it, and finds every page of the menu in order', async (account, seen) => {
  const person = await enter(account)
  const tour = new Tour(person, seen)
  await person.page.locator('main li a, main li button, main .acts li').first().waitFor() // the desk holds something
  const found = await tour.look('/app/')
  const menu = await person.page.locator('nav.side a').evaluateAll((links) => links.map((a) => a.getAttribute('href') ?? ''))
  expect(menu.length).toBeGreaterThanOrEqual(2)
  for (const path of menu.filter((p) => p !== '/app/')) {
    await person.page.locator(`nav.side a[href="${path}"]`).click()
    await settled(person, path)
    found.push(...(await tour.look(path)))
  }
  await tour.follow(found, 2)
  expect(tour.faults).toEqual([])
  await person.leave()
})
