// How a person fills the forms of the kit: by label, as it is read on the screen. Every step waits for what it should bring about.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FileChooser, Locator, Page } from 'playwright-core'
import type { Person } from './harness'

const exactly = (words: string): RegExp => new RegExp(`^\\s*${words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*(（选填）)?$`)

/** The one field with this label: its control. */
const control = (page: Page | Locator, label: string): Locator => page.getByLabel(exactly(label))

/** Where the focus stands to a control: on it, or before or behind it. */
type Side = 'here' | 'before' | 'behind'

/** For who works with the keys alone: Tab until the focus is there, Shift+Tab where the control lies behind. */
async function reach(person: Person, side: () => Promise<Side>, what: string): Promise<void> {
  for (let presses = 0; presses < 400; presses++) {
    const now = await side()
    if (now === 'here') return
    // What is not reached by going back in a while is sought once around the page.
    await person.page.keyboard.press(now === 'behind' && presses < 150 ? 'Shift+Tab' : 'Tab')
  }
  throw new Error(`Tab does not reach ${what} at ${person.page.url()}`)
}
const focused = (what: Locator) => (): Promise<Side> =>
  what.evaluate((node) => {
    const active = document.activeElement
    if (node === active) return 'here'
    return active && active !== document.body && active.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_PRECEDING ? 'behind' : 'before'
  })

/** Presses a button or follows a link. */
export async function activate(person: Person, what: Locator): Promise<void> {
  if (!person.keys) return what.click()
  await what.waitFor()
  await reach(person, focused(what), String(what))
  await person.page.keyboard.press('Enter')
}

/** Writes into a control and leaves it. */
export async function write(person: Person, box: Locator, value: string): Promise<void> {
  if (!person.keys) {
    await box.fill(value)
    return box.blur()
  }
  await box.waitFor()
  await reach(person, focused(box), String(box))
  if ((await box.getAttribute('type')) === 'date') return writeDate(person, box, value)
  await person.page.keyboard.press('Control+A')
  if (value === '') await person.page.keyboard.press('Delete')
  else await person.page.keyboard.insertText(value)
  await person.page.keyboard.press('Tab')
}

/** A date has three parts to write into, in the order of the browser's language. */
async function writeDate(person: Person, box: Locator, value: string): Promise<void> {
  const { keyboard } = person.page
  const [year = '', month = '', day = ''] = value.split('-')
  for (const parts of [[month, day, year], [year, month, day]]) {
    for (const part of parts) {
      await keyboard.type(part)
      if (part.length === 4 && part !== parts[2]) await keyboard.press('ArrowRight')
    }
    if ((await box.inputValue()) === value) return keyboard.press('Tab')
    for (let back = 0; back < 3; back++) await keyboard.press('ArrowLeft')
  }
  throw new Error(`${String(box)} does not take ${value}: ${await box.inputValue()}`)
}

/** Takes an option of a list. */
async function select(person: Person, list: Locator, label: string): Promise<void> {
  if (!person.keys) return void (await list.selectOption({ label }))
  await list.locator('option', { hasText: label }).first().waitFor({ state: 'attached' })
  await reach(person, focused(list), String(list))
  await person.page.keyboard.press('Home')
  for (let presses = 0; presses < 100; presses++) {
    if ((await list.evaluate((node) => (node as HTMLSelectElement).selectedOptions[0]?.text.trim())) === label) return
    await person.page.keyboard.press('ArrowDown')
  }
  throw new Error(`no option ${label}`)
}

/** Ticks a box or a radio button; a group of radio buttons is one stop of Tab, its arrows choose. */
export async function check(person: Person, box: Locator): Promise<void> {
  if (!person.keys) return box.check()
  await box.waitFor({ state: 'attached' })
  if (await box.isChecked()) return
  const group = await box.evaluate((node) => ((node as HTMLInputElement).type === 'radio' ? (node as HTMLInputElement).name : ''))
  const inGroup = async (): Promise<Side> => ((await person.page.evaluate((name) => (document.activeElement as HTMLInputElement | null)?.name === name, group)) ? 'here' : focused(box)())
  await reach(person, group ? inGroup : focused(box), String(box))
  for (let presses = 0; group && presses < 20 && (await focused(box)()) !== 'here'; presses++) await person.page.keyboard.press('ArrowDown')
  if (!(await box.isChecked())) await person.page.keyboard.press('Space')
}

/** Types into the field with this label and leaves it, as Tab does. */
export async function fill(person: Person, fields: Record<string, string>, within: Page | Locator = person.page): Promise<void> {
  for (const [label, value] of Object.entries(fields)) await write(person, control(within, label), value)
}

/** Chooses in a select field. */
export async function choose(person: Person, label: string, option: string, within: Page | Locator = person.page): Promise<void> {
  await select(person, control(within, label), option)
}

/** Ticks a radio button or a box whose words begin so. */
export async function tick(person: Person, words: string, within: Page | Locator = person.page): Promise<void> {
  await check(person, within.locator('label').filter({ hasText: words }).locator('input').first())
}

/** Finds one of many by typing. */
export async function look(person: Person, label: string, words: string): Promise<void> {
  const box = control(person.page, label)
  if (person.keys) await reach(person, focused(box), label)
  else await box.click()
  await person.page.keyboard.insertText(words)
  const option = person.page.getByRole('option').filter({ hasText: words }).first()
  await option.waitFor()
  if (person.keys) await person.page.keyboard.press('Enter')
  else await option.click()
}

/** Types rows into a table of the dossier; the words of its head name the cells. */
export async function table(person: Person, caption: string, rows: Record<string, string>[]): Promise<void> {
  const frame = person.page.locator('table', { has: person.page.locator('caption', { hasText: caption }) })
  await frame.waitFor()
  const lines = frame.locator('tbody th[scope=row]')
  for (let i = await lines.count(); i < rows.length; i++) {
    await activate(person, frame.locator('xpath=../following-sibling::div[1]').getByRole('button', { name: '增加一行' }))
    await lines.nth(i).waitFor()
  }
  for (const [i, row] of rows.entries()) {
    for (const [title, value] of Object.entries(row)) {
      const cell = frame.getByLabel(`${title}，第 ${String(i + 1)} 行`, { exact: true })
      if ((await cell.evaluate((node) => node.tagName)) === 'SELECT') await select(person, cell, value)
      else await write(person, cell, value)
    }
  }
}

/** Puts a block of a spreadsheet on the clipboard of the page and pastes it where the focus is, as Ctrl+V does. */
export async function paste(person: Person, block: string): Promise<void> {
  await person.page.evaluate((content) => {
    const data = new DataTransfer()
    data.setData('text/plain', content)
    document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, block)
}

/** Opens the file chooser with Enter; a page still drawing may move the focus first, then one presses again as a person would. */
async function choosing(person: Person, input: Locator, label: string): Promise<FileChooser> {
  for (let presses = 1; ; presses++) {
    await reach(person, focused(input), label)
    const opened = person.page.waitForEvent('filechooser', { timeout: 4000 })
    await person.page.keyboard.press('Enter')
    try {
      return await opened
    } catch (cause) {
      if (presses === 4) throw cause
    }
  }
}

/** Puts a small PDF on the field with this label and waits until it is stored. */
export async function attach(person: Person, label: string, name: string): Promise<void> {
  const field = person.page.locator('fieldset').filter({ has: person.page.locator('legend', { hasText: label }) })
  const input = field.locator('input[type=file]')
  const file = { name, mimeType: 'application/pdf', buffer: pdf(name) }
  if (person.keys) {
    const chooser = await choosing(person, input, label)
    await chooser.setFiles(file)
  } else await input.setInputFiles(file)
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

/** A PDF of so many pages that say their number; ballast makes it as large as a scan. */
export function pagesPdf(pages: number, ballast = Buffer.alloc(0)): Buffer {
  const parts: Buffer[] = []
  const kids = Array.from({ length: pages }, (_, i) => `${String(4 + i * 2)} 0 R`).join(' ')
  const stream = (content: Buffer): Buffer => Buffer.concat([Buffer.from(`<</Length ${String(content.length)}>>stream\n`), content, Buffer.from('\nendstream')])
  const objects: Buffer[] = [Buffer.from('<</Type/Catalog/Pages 2 0 R>>'), Buffer.from(`<</Type/Pages/Kids[${kids}]/Count ${String(pages)}>>`), Buffer.from('<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>')]
  for (let i = 0; i < pages; i++) {
    objects.push(Buffer.from(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents ${String(5 + i * 2)} 0 R>>`))
    objects.push(stream(Buffer.from(`BT /F 24 Tf 72 720 Td (Page ${String(i + 1)} of ${String(pages)}) Tj ET`)))
  }
  if (ballast.length) objects.push(stream(ballast))
  let at = 0
  const put = (b: Buffer): void => { parts.push(b); at += b.length }
  put(Buffer.from('%PDF-1.4\n'))
  const starts = objects.map((object, i) => {
    const from = at
    put(Buffer.concat([Buffer.from(`${String(i + 1)} 0 obj`), object, Buffer.from('endobj\n')]))
    return String(from).padStart(10, '0')
  })
  const xref = at
  put(Buffer.from(`xref\n0 ${String(objects.length + 1)}\n0000000000 65535 f \n${starts.map((from) => `${from} 00000 n \n`).join('')}trailer<</Size ${String(objects.length + 1)}/Root 1 0 R>>\nstartxref\n${String(xref)}\n%%EOF\n`))
  return Buffer.concat(parts)
}

/** Presses a button of the page. */
export async function press(person: Person, name: string | RegExp, within: Page | Locator = person.page): Promise<void> {
  await activate(person, within.getByRole('button', { name, exact: true }))
}

/** The dialog that lies over the page. */
export const dialog = (person: Person): Locator => person.page.getByRole('dialog')

/** Presses an act of the record and, where it asks, says yes. Waits until the server has answered. */
export async function act(person: Person, name: string, yes = name): Promise<void> {
  await press(person, name)
  await activate(person, dialog(person).getByRole('button', { name: yes, exact: true }))
  await dialog(person).waitFor({ state: 'detached' })
}

/** Waits until the record stands in this state. */
export async function stands(person: Person, state: string): Promise<void> {
  await person.page.locator('.page-head, header, main').getByText(state, { exact: true }).first().waitFor()
}

/** Opens another page by its link; its parts may load after the press, so the address is waited for. */
export async function follow(person: Person, name: string | RegExp, within: Page | Locator = person.page): Promise<void> {
  const before = person.page.url()
  await activate(person, within.getByRole('link', { name }).first())
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
