// Somebody types into a table of the dossier while the browser, the server or the connections of the database die at a moment that nobody
// chose. What was typed must come back, but for the field in hand. QINGSHEN_KILL_RUNS=200 for the whole; a few by default.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, connect, type AddressInfo, type Server as Listener, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browse, launching, Person, serve, type Server } from '../harness'

const runs = Number(process.env['QINGSHEN_KILL_RUNS'] ?? 6)
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const pause = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time))
const some = (from: number, to: number): number => from + Math.random() * (to - from)

/** Lets connections through to the database, until they are cut: all at once, and none for a moment. */
class Line {
  readonly sockets = new Set<Socket>()
  private shut = false
  private constructor(readonly listener: Listener) {}

  static async to(port: number): Promise<Line> {
    const line: Line = new Line(createServer((near) => {
      if (line.shut) return void near.destroy()
      const far = connect(port, '127.0.0.1')
      for (const [one, other] of [[near, far], [far, near]] as const) {
        line.sockets.add(one)
        one.pipe(other)
        one.on('error', () => other.destroy())
        one.on('close', () => { line.sockets.delete(one); other.destroy() })
      }
    }))
    await new Promise<void>((resolve) => line.listener.listen(0, '127.0.0.1', resolve))
    return line
  }
  get port(): number { return (this.listener.address() as AddressInfo).port }
  async cut(time: number): Promise<void> {
    this.shut = true
    for (const socket of this.sockets) socket.destroy()
    await pause(time)
    this.shut = false
  }
}

/** A throw-away PostgreSQL; its address. */
async function postgres(): Promise<{ child: ChildProcess; address: URL }> {
  const child = spawn(join(root, 'scripts', 'postgres.sh'), ['sh', '-c', 'echo "$TEST_DATABASE_URL"; exec sleep 86400'], { detached: true })
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => { resolve(text.toString().trim()) })
    child.on('exit', (code) => { reject(new Error(`postgres.sh ended with ${String(code)}`)) })
  })
  return { child, address: new URL(address) }
}

/** A server with somebody who fills in the plan of their audit. */
interface Place { server: Server; line?: Line; audit: string }
let light: Place
let heavy: Place | undefined
let database: ChildProcess | undefined
let browser: Browser

/** A browser with a profile on the disk, as people have one; a context of it counts as the browser for Person. */
async function atHome(profile: string): Promise<Browser> {
  const context = await chromium.launchPersistentContext(profile, { ...launching, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 1440, height: 900 } })
  return { newContext: () => Promise.resolve(context) } as unknown as Browser
}
/** Ends all processes of the browser that works on this profile, as a power cut would. */
function killBrowser(profile: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)) {
    try {
      if (pid !== process.pid && readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').includes(`--user-data-dir=${profile}`)) process.kill(pid, 'SIGKILL')
    } catch {
      // ended meanwhile
    }
  }
}
async function settle(server: Server, line?: Line): Promise<Place> {
  const person = await Person.enter(browser, server.address, 'enterprise-1')
  const audits = await person.api<{ items: { id: string }[] }>('GET', '/audits?state=ongoing')
  await person.leave()
  return { server, audit: audits.items[0]!.id, ...(line ? { line } : {}) }
}
beforeAll(async () => {
  browser = await browse()
  light = await settle(await serve({ enterprises: 300 }))
  const { child, address } = await postgres()
  database = child
  const line = await Line.to(Number(address.port))
  address.port = String(line.port)
  heavy = await settle(await serve({ enterprises: 200, settings: { QINGSHEN_DATABASE_URL: address.href } }), line)
}, 600_000)
afterAll(async () => {
  await browser?.close()
  await light?.server.stop()
  await heavy?.server.stop()
  heavy?.line?.listener.close()
  if (database?.pid) process.kill(-database.pid, 'SIGTERM')
})

type Kind = 'browser' | 'server' | 'database'
const columns = ['阶段', '工作内容', '责任部门', '产出']

/** Types field after field until told to stop or the page is gone; gives what stood in the fields that were left, in order. */
async function type(person: Person, run: number, typed: string[], going: () => boolean): Promise<void> {
  const { page } = person
  for (let k = 0; going(); k++) {
    const row = Math.floor(k / columns.length) + 1
    if (k % columns.length === 0) await page.getByRole('button', { name: '增加一行' }).click()
    const cell = page.getByLabel(`${columns[k % columns.length]!}，第 ${String(row)} 行`, { exact: true })
    const words = `第${String(run)}次第${String(k)}格`
    await cell.fill(words)
    typed.push(words) // in hand from here until the next is begun
    await cell.press('Tab')
    await pause(some(250, 700))
  }
}

/** What a new page shows after the draft was restored. */
async function found(place: Place, by = browser): Promise<string[]> {
  const person = await Person.enter(by, place.server.address, 'enterprise-1')
  await person.go(`/app/audits/${place.audit}/dossier/plan`)
  await person.page.getByRole('button', { name: '增加一行' }).waitFor()
  const restore = person.page.getByRole('button', { name: '恢复草稿' })
  if (await restore.isVisible()) await restore.click()
  const cells = await person.page.locator('table input.cell').evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value))
  await person.api('DELETE', `/drafts/${encodeURIComponent(`audit:${place.audit}:dossier:plan`)}`)
  person.faults.length = 0
  await person.leave()
  return cells
}

async function once(kind: Kind, run: number): Promise<{ typed: number; lost: string[] }> {
  const place = kind === 'database' && heavy ? heavy : light
  const profile = kind === 'browser' ? mkdtempSync(join(tmpdir(), 'qingshen-profile-')) : ''
  const person = await Person.enter(profile ? await atHome(profile) : browser, place.server.address, 'enterprise-1')
  const { page } = person
  await person.go(`/app/audits/${place.audit}/dossier/plan`)
  await page.getByRole('button', { name: '增加一行' }).waitFor()
  const rows = page.getByRole('button', { name: /^删除第 \d+ 行$/ })
  for (let left = await rows.count(); left > 0; left--) await rows.first().click()
  const typed: string[] = []
  let going = true
  const typing = type(person, run, typed, () => going).catch((cause: unknown) => { if (kind !== 'browser') throw cause })
  await pause(some(800, 5000))
  if (kind === 'browser') {
    const before = [...typed]
    killBrowser(profile)
    going = false
    await typing
    person.faults.length = 0
    await person.leave().catch(() => undefined)
    const cells = await found(place, await atHome(profile))
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    return judge(before, cells, 1)
  }
  if (kind === 'server') {
    const { port } = new URL(place.server.address)
    await place.server.kill()
    await pause(some(100, 800))
    await place.server.restart({}, port)
  } else await place.line!.cut(some(50, 800))
  await pause(some(500, 1500))
  going = false
  await typing
  await page.getByText(/^草稿已于 .* 存好$/).waitFor({ timeout: 20_000 }) // the person sees that it is kept again
  await pause(300)
  person.faults.length = 0
  await page.close({ runBeforeUnload: false })
  await person.leave().catch(() => undefined)
  return judge(typed, await found(place), 0)
}

/** The last field was in hand when a browser died; all before it must be there. */
function judge(typed: string[], cells: string[], inHand: number): { typed: number; lost: string[] } {
  const settled = typed.slice(0, typed.length - inHand)
  return { typed: typed.length, lost: settled.filter((words) => !cells.includes(words)) }
}

test(`${String(runs)} kills lose at most the field in hand`, { timeout: 60_000 + runs * 60_000 }, async () => {
  const sums: Record<Kind, { runs: number; typed: number; lost: number }> = { browser: { runs: 0, typed: 0, lost: 0 }, server: { runs: 0, typed: 0, lost: 0 }, database: { runs: 0, typed: 0, lost: 0 } }
  const faults: string[] = []
  for (let run = 0; run < runs; run++) {
    const kind = (['browser', 'server', 'database'] as const)[run % 3]!
    const { typed, lost } = await once(kind, run)
    sums[kind].runs++
    sums[kind].typed += typed
    sums[kind].lost += lost.length
    if (lost.length > 0) faults.push(`${kind}, run ${String(run)}: of ${String(typed)} fields ${lost.join('、')} are lost`)
    if (run % 20 === 19) console.log(JSON.stringify(sums))
  }
  console.log(JSON.stringify(sums))
  expect(faults).toEqual([])
})
