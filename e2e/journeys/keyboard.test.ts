// An enterprise works with the keys alone: it signs in, opens its audit, is told its faults, mends them and saves a plan of its own.
import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { write } from '../hands'
import { browse, demoPassword, Person, serve, type Server } from '../harness'
import { later } from '../steps'

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

/** What the focus is on, and whether a reader sees it there. */
const focus = ({ page }: Person): Promise<{ name: string; shown: boolean }> =>
  page.evaluate(() => {
    const node = document.activeElement as HTMLElement
    // A hidden radio or file field shows its focus on the label that is drawn in its place.
    const drawn = [node, node.closest('label')].filter((e): e is HTMLElement => !!e)
    const shown = drawn.some((e) => {
      const style = getComputedStyle(e)
      return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none'
    })
    return { name: `${node.tagName.toLowerCase()} “${(node.getAttribute('aria-label') ?? node.innerText ?? '').trim().slice(0, 40)}” #${node.id}`, shown }
  })

const on = (what: Locator): Promise<boolean> => what.evaluate((node) => node === document.activeElement)

/** Presses Tab until the focus is there; whatever it passes must show the focus. */
async function tab(person: Person, what: Locator, key = 'Tab'): Promise<void> {
  await what.waitFor({ state: 'attached' })
  for (let i = 0; i < 150; i++) {
    if (await on(what)) return
    await person.page.keyboard.press(key)
    const { name, shown } = await focus(person)
    if (!name.startsWith('body')) expect(shown, `focus is seen on ${name} at ${person.page.url()}`).toBe(true)
  }
  throw new Error(`Tab does not reach ${String(what)} at ${person.page.url()}`)
}

async function enter(person: Person, what: Locator): Promise<void> {
  await tab(person, what)
  await person.page.keyboard.press('Enter')
}

async function type(person: Person, label: string | RegExp, words: string): Promise<void> {
  await tab(person, person.page.getByLabel(label).first())
  await person.page.keyboard.press('Control+A')
  await person.page.keyboard.type(words)
}

async function signIn(person: Person): Promise<void> {
  await person.go('/app/login')
  await type(person, '账号', 'enterprise-1')
  await person.page.keyboard.press('Enter')
  await person.page.getByRole('alert').filter({ hasText: '账号和密码都须填写' }).waitFor()
  await type(person, '密码', demoPassword)
  await person.page.keyboard.press('Enter')
  await person.page.locator('nav.side').waitFor()
}

/** From the menu to the list, from the list to the record. */
async function openAudit(person: Person): Promise<string> {
  const { page } = person
  await enter(person, page.locator('nav.side').getByRole('link', { name: '审核项目' }))
  await enter(person, page.locator('main table a').first())
  await page.waitForURL(/\/audits\/[0-9a-f-]{36}$/)
  await page.getByRole('heading', { name: '七个阶段' }).waitFor()
  return new URL(page.url()).pathname
}

test('sign in, open the audit, mend the faults of an option and save it', async () => {
  const person = await Person.open(browser, server.address)
  const { page } = person
  await signIn(person)
  const audit = await openAudit(person)

  await enter(person, page.locator(`main a[href="${audit}/options"]`).first())
  await enter(person, page.locator(`main a[href="${audit}/options/new"]`).first())
  const save = page.getByRole('button', { name: '保存方案' })
  await enter(person, save)
  const summary = page.locator('.summary')
  await summary.waitFor()
  expect(await summary.evaluate((node) => node.contains(document.activeElement) || node === document.activeElement), 'the faults take the focus').toBe(true)
  await enter(person, summary.getByRole('link').first()) // an entry leads to its field
  expect(await page.evaluate(() => document.activeElement?.closest('.field')?.classList.contains('bad') ?? false), 'an entry leads to its field').toBe(true)

  await type(person, /^方案名称/, '只用键盘填写的方案')
  await tab(person, page.getByLabel(/^属于哪个方面/))
  await page.keyboard.press('ArrowDown')
  await tab(person, page.locator('label').filter({ hasText: /^无\/低费方案/ }).locator('input'))
  await page.keyboard.press('Space')
  await type(person, /^计划投资/, '1')
  await type(person, /^预期年经济效益/, '4')
  person.keys = true
  await write(person, page.getByLabel(/^计划完成日期/), await later(person, 200))
  await enter(person, save)
  await page.waitForURL(/options$/)
  await page.getByText('只用键盘填写的方案').first().waitFor()
  await person.leave()
})

test('a dialog keeps the focus, Esc closes it, and the focus is where it was', async () => {
  const person = await Person.open(browser, server.address)
  const { page } = person
  await signIn(person)
  const audit = await openAudit(person)
  const dialog = page.getByRole('dialog')
  const within = (): Promise<boolean> => dialog.evaluate((node) => node.contains(document.activeElement))

  const link = page.locator(`main a[href="${audit}/options"]`).first()
  await tab(person, link)
  await page.keyboard.press('Control+K')
  await dialog.waitFor()
  for (let i = 0; i < 12; i++) {
    // The browser's own stop between the ends of a dialog is the window, never the page below.
    expect((await within()) || (await focus(person)).name.startsWith('body')).toBe(true)
    await page.keyboard.press(i < 6 ? 'Tab' : 'Shift+Tab')
  }
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  expect(await on(link), 'focus returns').toBe(true)

  await page.keyboard.press('Control+K')
  await dialog.waitFor()
  await page.keyboard.type('消息')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/app\/messages/)

  await page.goto(`${server.address}${audit}/stages/preparation`)
  await type(person, /^阶段小结/, '改了，还没有保存。')
  const crumb = page.locator('.crumbs a').first()
  await tab(person, crumb, 'Shift+Tab')
  await page.keyboard.press('Enter')
  await dialog.waitFor()
  expect(await within(), 'the question takes the focus').toBe(true)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  expect(page.url()).toContain('/stages/preparation')
  expect(await on(crumb), 'focus returns').toBe(true)
  expect(await page.getByLabel(/^阶段小结/).inputValue()).toBe('改了，还没有保存。')
  await person.leave()
})
