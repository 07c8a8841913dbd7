/**
 * Sending one file in parts (tus 1.0.0 at /api/v1/uploads): after a cut line, a fallen server or a new login it goes on where it
 * stopped, also when the page was closed and the same file is chosen again. Small and our own: see docs/adr. fetch cannot report
 * progress, so the parts go by XMLHttpRequest.
 */
import { base, Fault, guardedFetch, hooks, send } from '@/api/client'

export interface StoredFile {
  id: string
  name: string
  size: number
  media_type?: string
  purpose?: string
  removable?: boolean
  replaceable?: boolean
  edition?: number
  evidence_on?: string
  created_at?: string
  earlier?: StoredFile[]
}

/** The record that the file is for, and what it replaces. */
export interface About {
  subject_type: string
  subject_id: string
  purpose?: string
  replaces?: string
}
export interface Sending {
  done: Promise<StoredFile>
  stop: () => void
}
/** percent, and a word where it does not go on by itself. */
export type Tell = (percent: number, note: string) => void

export function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} 字节`
  const kilo = bytes / 1024
  return kilo < 1024 ? `${Math.round(kilo)} KB` : `${(kilo / 1024).toFixed(1)} MB`
}

/** Why this file cannot be taken, "" if it can. `accept` as in HTML: ".pdf,.xlsx,image/*". */
export function refusal(file: { name: string; size: number; type: string }, accept = '', maxMegabytes = 300): string {
  if (file.size === 0) return `“${file.name}”是空文件。`
  if (file.size > maxMegabytes * 1024 * 1024) return `“${file.name}”为 ${sizeWords(file.size)}，超过 ${maxMegabytes} MB；可压缩图片或分开上传。`
  const kinds = accept.split(',').map((kind) => kind.trim().toLowerCase()).filter(Boolean)
  const fits = kinds.some((kind) => (kind.startsWith('.') ? file.name.toLowerCase().endsWith(kind) : kind.endsWith('/*') ? file.type.startsWith(kind.slice(0, -1)) : file.type === kind))
  return kinds.length && !fits ? `“${file.name}”的类型不能上传；可上传：${kinds.map((kind) => kind.replace('image/*', '图片').replace(/^\./, '')).join('、')}。` : ''
}

/** Bytes of one part: small enough for any proxy on the way. */
const part = 8 * 1024 * 1024
/** Files up to this size are hashed before they go, so that the server can compare. */
const hashed = 64 * 1024 * 1024

/** How long to wait before the next attempt, in milliseconds: 1 s, doubled to 30 s. */
export const pause = (attempt: number): number => Math.min(30_000, 1000 * 2 ** attempt)
/** After so many attempts without a byte getting through it is the person's turn: about ten minutes. */
const attempts = 24

/** Where the address of an unfinished upload is remembered; the same file for the same record goes on with it. */
export const slotOf = (file: { name: string; size: number; lastModified: number }, about: About): string =>
  `upload:${about.subject_type}:${about.subject_id}:${file.name}:${file.size}:${file.lastModified}`

const encoded = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)))
const metadata = (fields: Record<string, string>): string =>
  Object.entries(fields)
    .map(([key, value]) => `${key} ${encoded(value)}`)
    .join(',')

async function digest(file: File): Promise<string> {
  if (!globalThis.crypto?.subtle || file.size > hashed) return ''
  const sum = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
  return Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function tus(method: string, address: string, headers: Record<string, string> = {}): Promise<Response> {
  return guardedFetch(new Request(new URL(address, location.href), { method, headers: { 'Tus-Resumable': '1.0.0', ...headers } }))
}

/** The local memory of the browser may be shut; then a closed page begins again. */
const memory = {
  get: (slot: string): string => {
    try {
      return localStorage.getItem(slot) ?? ''
    } catch {
      return ''
    }
  },
  set: (slot: string, address: string): void => {
    try {
      if (address) localStorage.setItem(slot, address)
      else localStorage.removeItem(slot)
    } catch {
      // without memory it still goes on within this page
    }
  },
}

class Stopped extends Fault {
  constructor() {
    super(0, '已取消上传。')
  }
}

class Upload {
  private address = ''
  private sent = 0
  private request: XMLHttpRequest | null = null
  private stopped = false
  private wake: () => void = () => {}
  private readonly slot: string

  constructor(
    private readonly file: File,
    private readonly about: About,
    private readonly tell: Tell,
  ) {
    this.slot = slotOf(file, about)
  }

  stop(): void {
    this.stopped = true
    this.request?.abort()
    this.wake()
    memory.set(this.slot, '')
    if (this.address) void tus('DELETE', this.address).catch(() => undefined) // what stays is swept
  }

  async run(): Promise<StoredFile> {
    const sum = digest(this.file)
    this.address = memory.get(this.slot)
    for (let attempt = 0; ; attempt++) {
      const before = this.sent
      try {
        await this.locate()
        while (this.sent < this.file.size) {
          await this.pass()
          attempt = 0
        }
        const stored = await this.attach(await sum)
        memory.set(this.slot, '')
        return stored
      } catch (cause) {
        if (this.stopped) throw new Stopped()
        if (!transient(cause) || attempt >= attempts) throw cause
        if (this.sent > before) attempt = 0
        this.tell(this.percent(), '连接中断，恢复后自动继续')
        await this.rest(pause(attempt))
      }
    }
  }

  private percent(more = 0): number {
    return Math.floor(((this.sent + more) / this.file.size) * 100)
  }

  /** Asks how much is there, or begins. */
  private async locate(): Promise<void> {
    if (this.address) {
      try {
        this.sent = Number((await tus('HEAD', this.address)).headers.get('Upload-Offset'))
        return
      } catch (cause) {
        // The last answer may have been lost when the file was already taken over: then the bytes are all there and attach says so.
        if (!(cause instanceof Fault) || cause.status !== 404) throw cause
        if (this.sent === this.file.size) return
        this.address = ''
      }
    }
    const fields = { filename: this.file.name, subject_type: this.about.subject_type, subject_id: this.about.subject_id }
    const created = await tus('POST', `${base}/uploads`, { 'Upload-Length': String(this.file.size), 'Upload-Metadata': metadata(fields) })
    this.address = new URL(created.headers.get('Location') ?? '', location.href).pathname
    this.sent = 0
    memory.set(this.slot, this.address)
  }

  /** Sends the next part. */
  private async pass(): Promise<void> {
    const status = await new Promise<number>((resolve, reject) => {
      const request = new XMLHttpRequest()
      this.request = request
      request.open('PATCH', this.address)
      request.setRequestHeader('Tus-Resumable', '1.0.0')
      request.setRequestHeader('Upload-Offset', String(this.sent))
      request.setRequestHeader('Content-Type', 'application/offset+octet-stream')
      request.upload.onprogress = (event) => this.tell(this.percent(event.loaded), '')
      request.onload = () => {
        if (request.status === 204) this.sent = Number(request.getResponseHeader('Upload-Offset'))
        resolve(request.status)
      }
      request.onerror = () => reject(new Fault(0, '网络中断，文件没有传完，可重试。'))
      request.onabort = () => reject(new Stopped())
      request.send(this.file.slice(this.sent, this.sent + part))
    })
    if (this.stopped) throw new Stopped()
    if (status === 401 && hooks.relogin) return hooks.relogin()
    if (status !== 204) throw new Fault(status, '文件没有传完，可重试。')
    hooks.active()
    this.tell(this.percent(), '')
  }

  private async attach(sha256: string): Promise<StoredFile> {
    const body = { ...this.about, upload: this.address.split('/').pop(), ...(sha256 ? { sha256 } : {}) }
    this.tell(100, '正在检查文件')
    try {
      return await send<StoredFile>('POST', '/files/arrivals', body)
    } catch (cause) {
      if (!(cause instanceof Fault) || cause.status !== 404) throw cause
      this.address = '' // it lay too long: from the start
      this.sent = 0
      memory.set(this.slot, '')
      throw new Fault(0, cause.message)
    }
  }

  /** Waits, but not past the moment when the line is back. */
  private rest(time: number): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(timer)
        window.removeEventListener('online', go)
        resolve()
      }
      const timer = setTimeout(go, time)
      this.wake = go
      window.addEventListener('online', go)
    })
  }
}

/** Refusals of the protocol that are over after asking where the upload stands: bytes in the wrong place, two tabs at one file. */
const passing = [400, 404, 409, 423, 460]

/** What goes away by itself: no line, a server that starts again. What the server refuses in words is final. */
export function transient(cause: unknown): boolean {
  if (!(cause instanceof Fault) || cause instanceof Stopped) return false
  return cause.status === 0 || cause.status === 429 || cause.status >= 500 || (passing.includes(cause.status) && !cause.body['detail'])
}

export function upload(file: File, about: About, tell: Tell): Sending {
  const one = new Upload(file, about, tell)
  return { done: one.run().catch(worded), stop: () => one.stop() }
}

/** The first thing that is wrong, said about the file. */
function worded(cause: unknown): never {
  if (cause instanceof Fault && cause.fields[0]?.message) throw new Fault(cause.status, cause.fields[0].message, cause.fields, cause.body)
  throw cause
}
