// How a person fills the forms of the kit: by label, as it is read on the screen. Every step waits for what it should bring about.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import type { Person } from './harness'

const exactly = (words: string): RegExp => new RegExp(`^\\s*${words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*(（选填）)?$`)

/** The one field with this label: its control. */
const control = (page: Page | Locator, label: string): Locator => page.getByLabel(exactly(label))

/** Types into the field with this label and leaves it, as Tab does. */
export async function fill(person: Person, fields: Record<string, string>, within: Page | Locator = person.page): Promise<void> {
  for (const [label, value] of Object.entries(fields)) {
    const box = control(within, label)
    await box.fill(value)
    await box.blur()
  }
}

/** Chooses in a select field. */
export async function choose(person: Person, label: string, option: string, within: Page | Locator = person.page): Promise<void> {
  await control(within, label).selectOption({ label: option })
}

/** Ticks a radio button or a box whose words begin so. */
export async function tick(person: Person, words: string, within: Page | Locator = person.page): Promise<void> {
  await within.locator('label').filter({ hasText: words }).locator('input').first().check()
}

/** Finds one of many by typing. */
export async function look(person: Person, label: string, words: string): Promise<void> {
  const box = control(person.page, label)
  await box.click()
  await box.pressSequentially(words)
  await person.page.getByRole('option').filter({ hasText: words }).first().click()
}

/** Types rows into a table of the dossier; the words of its head name the cells. */
export async function table(person: Person, caption: string, rows: Record<string, string>[]): Promise<void> {
  const frame = person.page.locator('table', { has: person.page.locator('caption', { hasText: caption }) })
  await frame.waitFor()
  const lines = frame.locator('tbody th[scope=row]')
  for (let i = await lines.count(); i < rows.length; i++) {
    await frame.locator('xpath=../following-sibling::div[1]').getByRole('button', { name: '增加一行' }).click()
    await lines.nth(i).waitFor()
  }
  for (const [i, row] of rows.entries()) {
    for (const [title, value] of Object.entries(row)) {
      const cell = frame.getByLabel(`${title}，第 ${String(i + 1)} 行`, { exact: true })
      if ((await cell.evaluate((node) => node.tagName)) === 'SELECT') await cell.selectOption({ label: value })
      else {
        await cell.fill(value)
        await cell.blur()
      }
    }
  }
}

/** Puts a small PDF on the field with this label and waits until it is stored. */
export async function attach(person: Person, label: string, name: string): Promise<void> {
  const field = person.page.locator('fieldset').filter({ has: person.page.locator('legend', { hasText: label }) })
  await field.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/pdf', buffer: pdf(name) })
  await field.getByRole('link', { name }).waitFor()
}

/** The smallest document that a reader opens: one empty page. */
function pdf(title: string): Buffer {
  const parts = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>', '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>']
  let text = `%PDF-1.4\n% ${title}\n`
  const at = parts.map((part, i) => {
    const from = Buffer.byteLength(text)
    text += `${String(i + 1)} 0 obj${part}endobj\n`
    return String(from).padStart(10, '0')
  })
  const xref = Buffer.byteLength(text)
  return Buffer.from(`${text}xref\n0 4\n0000000000 65535 f \n${at.map((from) => `${from} 00000 n \n`).join('')}trailer<</Size 4/Root 1 0 R>>\nstartxref\n${String(xref)}\n%%EOF\n`)
}

/** Presses a button of the page. */
export async function press(person: Person, name: string | RegExp, within: Page | Locator = person.page): Promise<void> {
  await within.getByRole('button', { name, exact: true }).click()
}

/** The dialog that lies over the page. */
export const dialog = (person: Person): Locator => person.page.getByRole('dialog')

/** Presses an act of the record and, where it asks, says yes. Waits until the server has answered. */
export async function act(person: Person, name: string, yes = name): Promise<void> {
  await press(person, name)
  const asked = dialog(person).getByRole('button', { name: yes, exact: true })
  await asked.click()
  await dialog(person).waitFor({ state: 'detached' })
}

/** Waits until the record stands in this state. */
export async function stands(person: Person, state: string): Promise<void> {
  await person.page.locator('.page-head, header, main').getByText(state, { exact: true }).first().waitFor()
}

/** Opens another page by its link; its parts may load after the press, so the address is waited for. */
export async function follow(person: Person, name: string | RegExp, within: Page | Locator = person.page): Promise<void> {
  const before = person.page.url()
  await within.getByRole('link', { name }).first().click()
  await person.page.waitForURL((address) => address.href !== before)
  await person.page.waitForLoadState('networkidle')
}

/** Saves a form and waits for the address that it leads to. */
export async function submit(person: Person, name: string, leadsTo: RegExp): Promise<void> {
  await press(person, name)
  const arrived = person.page.waitForURL(leadsTo)
  const refusal = person.page.locator('.summary, .el-message--error') // what was done is an alert too
  const refused = refusal.first().waitFor().then(async () => {
    throw new Error(`${name}: ${(await refusal.allInnerTexts()).join(' | ')}`)
  })
  await Promise.race([arrived, refused])
  refused.catch(() => undefined)
  await person.page.waitForLoadState('networkidle')
}

/** Gives a body of seventeen characters its check digit (GB 32100). */
export function creditCode(body: string): string {
  const digits = '0123456789ABCDEFGHJKLMNPQRTUWXY'
  let weight = 1
  let sum = 0
  for (const character of body) {
    sum += digits.indexOf(character) * weight
    weight = (weight * 3) % 31
  }
  return body + digits[(31 - (sum % 31)) % 31]!
}

/** Reads a download of the page. */
export async function download(person: Person, name: string): Promise<Buffer> {
  const [got] = await Promise.all([person.page.waitForEvent('download'), person.page.getByRole('link', { name }).click()])
  const path = await got.path()
  return readFileSync(join(path))
}
