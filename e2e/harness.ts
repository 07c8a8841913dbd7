// What every journey needs: a server of its own on a fresh folder, a browser, one page per role, and axe.
import { spawn, type ChildProcess } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach } from 'vitest'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const output = join(root, 'e2e', 'output')
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
interface Finding { id: string; help: string; impact?: string; nodes: { html: string }[] }

/** All demonstration accounts share it, also those that the login page does not offer. */
export const demoPassword = 'Journey-2026-demo'

/** How many enterprises the demonstration of QINGSHEN_JOURNEY_SEED has; a journey that wants another number makes its own. */
const seeded = 300

export interface Server {
  address: string
  folder: string
  /** Ends the process at once, as a power cut would. */
  kill(): Promise<void>
  /** Starts it again on the same folder, with further settings of the operator. */
  restart(settings?: Record<string, string>, port?: string): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts the demonstration on a fresh folder; resolves when it listens. QINGSHEN_JOURNEY_SEED may name the data folder of a
 * demonstration that has ended: its copy spares the generation of the data for every journey. With settings of the operator, such as
 * another database, it begins with nothing.
 */
export async function serve(options: { enterprises?: number; settings?: Record<string, string> } = {}): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'qingshen-journey-'))
  const seed = process.env['QINGSHEN_JOURNEY_SEED']
  if (seed && !options.settings && (options.enterprises ?? seeded) === seeded) cpSync(seed, folder, { recursive: true })
  const server: Server & { process?: ChildProcess } = {
    address: '', folder,
    kill: () => end(server.process, 'SIGKILL'),
    restart: async (settings, port) => { await start(settings, port) },
    stop: async () => { await end(server.process, 'SIGTERM'); rmSync(folder, { recursive: true, force: true }) },
  }
  async function start(settings: Record<string, string> = {}, port = '0'): Promise<void> {
    const args = ['demo', '-data', folder, '-addr', `127.0.0.1:${port}`, '-enterprises', String(options.enterprises ?? 300)]
    const child = spawn(process.env['QINGSHEN_JOURNEY_BINARY'] ?? join(root, 'bin', 'qingshen'), args, { env: { ...process.env, QINGSHEN_DEMO_PASSWORD: demoPassword, QINGSHEN_REQUESTS_PER_MINUTE: '0', QINGSHEN_DATABASE_URL: '', ...options.settings, ...settings } })
    server.process = child
    server.address = await listening(child)
  }
  await start()
  return server
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const read = (chunk: Buffer): void => {
      text += chunk.toString()
      const found = /(http:\/\/127\.0\.0\.1:\d+)\//.exec(text)
      if (found?.[1]) resolve(found[1])
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.on('exit', (code) => { reject(new Error(`server ended with ${String(code)}: ${text.slice(-2000)}`)) })
  })
}

function end(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) { resolve(); return }
    child.on('exit', () => { resolve() })
    child.kill(signal)
  })
}

/** A headless Chromium with nothing of its own going on in the background. */
export const launching = {
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
}
export function browse(): Promise<Browser> {
  return chromium.launch(launching)
}

/** Who is at a screen now. When a journey fails, what they last saw says more than the line that waited in vain. */
const present = new Set<Person>()
afterEach(async (context) => {
  if (context.task.result?.state !== 'fail') return
  for (const person of present) {
    const seen = await person.page.locator('main, body').first().innerText().catch(() => '')
    console.log(`${person.page.url()}\n${person.faults.join('\n')}\n${seen.slice(0, 1500)}`)
    await person.picture(`failed-${context.task.name.replaceAll(/\W+/g, '-')}`).catch(() => undefined)
  }
})

/** One person at the screen. Console errors and failed scripts fail the journey. */
export class Person {
  readonly faults: string[] = []
  /** Works with the keys alone: every control is reached by Tab, nothing is clicked (hands.ts). */
  keys = false
  private constructor(readonly page: Page, private readonly context: BrowserContext, readonly address: string) {}

  static async open(browser: Browser, address: string, viewport = { width: 1440, height: 900 }): Promise<Person> {
    // What is half faded has no contrast to judge: messages come and go at once, as for everybody who asks for less motion.
    const context = await browser.newContext({ viewport, locale: 'zh-CN', reducedMotion: 'reduce', timezoneId: 'Asia/Shanghai', acceptDownloads: true })
    const page = await context.newPage()
    page.setDefaultTimeout(30_000)
    const person = new Person(page, context, address)
    present.add(person)
    page.on('pageerror', (error) => { person.faults.push(`page error: ${error.message}`) })
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) person.faults.push(`console: ${message.text()}`)
    })
    return person
  }

  /** Enters by the one-click roles of the demonstration. */
  static async enter(browser: Browser, address: string, account: string, viewport?: { width: number; height: number }): Promise<Person> {
    const person = await Person.open(browser, address, viewport)
    await person.api('POST', '/session/demo', { account })
    await person.go('/app/')
    return person
  }

  async go(path: string): Promise<void> {
    await this.page.goto(this.address + path)
    await this.page.waitForLoadState('networkidle')
  }

  /** Calls the API as this person, with the browser's own session. */
  async api<T = Record<string, unknown>>(method: string, path: string, body?: unknown, version?: number): Promise<T> {
    const headers: Record<string, string> = { 'Content-Type': 'application/json' }
    if (version) headers['If-Match'] = `"${String(version)}"`
    const answer = await this.context.request.fetch(`${this.address}/api/v1${path}`, { method, headers, ...(body === undefined ? {} : { data: JSON.stringify(body) }) })
    const text = await answer.text()
    if (!answer.ok()) throw new Error(`${method} ${path}: ${String(answer.status())} ${text}`)
    return (text === '' ? {} : JSON.parse(text)) as T
  }

  /** No serious or critical finding of axe on the page as it stands. */
  async accessible(): Promise<void> {
    // Once per document, and findings only: the reports on everything that is in order cost four times the check itself.
    if (!(await this.page.evaluate(() => 'axe' in window))) await this.page.evaluate(axe)
    const serious = await this.page.evaluate(async () => {
      const runner = (window as unknown as { axe: { run: (on: Document, how: object) => Promise<{ violations: Finding[] }> } }).axe
      const { violations } = await runner.run(document, { resultTypes: ['violations'], iframes: false, preload: false })
      return violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => `${v.id}: ${v.help} — ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(' | ')}`)
    })
    if (serious.length > 0) throw new Error(`axe on ${this.page.url()}:\n${serious.join('\n')}`)
  }

  /** Keeps a picture for whoever wants to look. */
  async picture(name: string): Promise<void> {
    mkdirSync(output, { recursive: true })
    await this.page.screenshot({ path: join(output, `${name}.png`), fullPage: true })
  }

  async leave(): Promise<void> {
    present.delete(this)
    await this.context.close()
    if (this.faults.length > 0) throw new Error(this.faults.join('\n'))
  }
}
