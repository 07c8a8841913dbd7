/**
 * The one way to the server. `api` is typed by openapi.json; every fault arrives as a thrown Fault with all field messages.
 * A session that has run out asks for the password over the page and then repeats the request: nothing typed is lost.
 */
import createClient from 'openapi-fetch'
import type { paths } from './schema'

export const base = '/api/v1'

/** One message of the server about one field; `path` is written like `items.0.amount`, "" for the whole. */
export interface FieldFault {
  path: string
  message: string
}

/** What the server said when it refused: a Chinese sentence for people, the fields, and for 409 what has changed meanwhile. */
export class Fault extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly fields: FieldFault[] = [],
    readonly body: Record<string, unknown> = {},
  ) {
    super(message)
  }
}

/** session.ts puts its dialog here; null while nobody has been signed in on this page. */
export const hooks: { relogin: (() => Promise<void>) | null; active: () => void } = { relogin: null, active: () => {} }

const spoken: Record<number, string> = {
  0: '连不上服务器。已填写的内容仍在本机，网络恢复后可重试。',
  401: '登录已失效，需要重新登录。',
  403: '当前角色没有办理这一事项的权限。',
  404: '没有找到这条记录，或者它不在本人的管辖范围内。',
  409: '这条记录刚被他人修改，需要核对后再保存。',
  413: '文件过大，超出系统允许的大小。',
  429: '操作过于频繁，稍等片刻再试。',
}

/** "body.items[0].amount" -> "items.0.amount": the path that forms use. */
export function fieldPath(location = ''): string {
  return location.replace(/^(body|query|path|header)(\.|$)/, '').replace(/\[(\d+)\]/g, '.$1').replace(/^\./, '')
}

function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join('-')
}

async function faultOf(response: Response): Promise<Fault> {
  const body = (await response.clone().json().catch(() => ({}))) as {
    detail?: string
    title?: string
    errors?: { message?: string; location?: string }[]
  }
  const fields = (body.errors ?? []).map((e) => ({ path: fieldPath(e.location), message: e.message ?? '' }))
  const fallback = spoken[response.status] ?? '系统没有完成这次操作，已填写的内容没有丢失，可重试。'
  const said = [body.detail, body.title].find((text) => text && /[\u4e00-\u9fff]/.test(text))
  return new Fault(response.status, said ?? fallback, fields, body as Record<string, unknown>)
}

/** fetch that turns every refusal into a Fault and signs in again where the session has ended. */
export async function guardedFetch(request: Request): Promise<Response> {
  // One key per attempt of a person: a repeat after a cut line or a new sign-in is done once only.
  if (request.method === 'POST' && !request.headers.has('Idempotency-Key')) request.headers.set('Idempotency-Key', newKey())
  const repeat = request.clone()
  let response = await fetch(request).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new Fault(0, spoken[0] ?? '')
  })
  if (response.status === 401 && hooks.relogin && !new URL(request.url).pathname.startsWith(`${base}/session`)) {
    await hooks.relogin()
    response = await fetch(repeat)
  }
  if (!response.ok) throw await faultOf(response)
  hooks.active()
  return response
}

export const api = createClient<paths>({ baseUrl: base, fetch: guardedFetch })

/** Takes the body out of an answer: `const desk = await take(api.GET('/desk'))`. Faults are thrown. */
export async function take<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T
}

/** For the kit, which serves records of every kind and so cannot name one path: takes the path below /api/v1. */
export async function send<T = unknown>(method: string, path: string, body?: unknown, more: { version?: number; signal?: AbortSignal } = {}): Promise<T> {
  const headers: Record<string, string> = {}
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (more.version !== undefined) headers['If-Match'] = `"${more.version}"`
  const response = await guardedFetch(
    new Request(new URL(base + path, location.href), {
      method,
      headers,
      signal: more.signal,
      body: body === undefined ? undefined : JSON.stringify(body),
    }),
  )
  return (response.status === 204 || !response.headers.get('content-type')?.includes('json') ? undefined : await response.json()) as T
}
