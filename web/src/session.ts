/** The only store: who is signed in, the words of the server (/meta), how many messages wait, and the dialog that signs in again. */
import { computed, reactive } from 'vue'
import { api, Fault, hooks, take } from './api/client'
import type { components } from './api/schema'
import { locker } from './locker'

type Me = components['schemas']['Me']
type Meta = components['schemas']['Meta']

const state = reactive({
  me: null as Me | null,
  meta: null as Meta | null,
  unread: 0,
  askingAgain: false, // the sign-in dialog lies over the page
  lastActive: Date.now(),
})

let again: { promise: Promise<void>; done: () => void; fail: (why: Error) => void } | null = null

/** Called by the client on 401: opens the dialog once, however many requests wait for it. */
function relogin(): Promise<void> {
  if (!again) {
    let done = () => {}
    let fail: (why: Error) => void = () => {}
    const promise = new Promise<void>((resolve, reject) => {
      done = resolve
      fail = reject
    })
    again = { promise, done, fail }
    state.askingAgain = true
  }
  return again.promise
}

function settle(how: 'done' | 'fail'): void {
  state.askingAgain = false
  const waiting = again
  again = null
  if (how === 'done') waiting?.done()
  else waiting?.fail(new Fault(401, '没有重新登录，这次操作没有完成。已填写的内容仍在本页。'))
}

function enter(me: Me): void {
  const other = state.me && state.me.account !== me.account
  state.me = me
  state.lastActive = Date.now()
  hooks.relogin = relogin
  if (other) window.location.assign('/app/') // another person: nothing of the first may stay on the screen
  settle('done')
  void countUnread()
}

async function countUnread(): Promise<void> {
  const list = await take(api.GET('/messages', { params: { query: { unread: true, page_size: 1 } } })).catch(() => null)
  if (list) state.unread = list.total
}

hooks.active = () => {
  state.lastActive = Date.now()
}

export const session = {
  state,
  me: computed(() => state.me),
  meta: computed(() => state.meta),
  /** The server's day: the demo clock can stand elsewhere than the machine's. */
  today: computed(() => state.meta?.today ?? ''),
  can: (permission?: string): boolean => !permission || (state.me?.permissions.includes(permission) ?? false),
  /** The Chinese word for a value, e.g. label("audit.state", "ongoing"). Unknown values show nothing rather than a code. */
  label: (kind: string, value: string): string => state.meta?.labels[kind]?.[value] ?? '',
  labels: (kind: string): { value: string; label: string }[] =>
    Object.entries(state.meta?.labels[kind] ?? {}).map(([value, label]) => ({ value, label })),
  /** e.g. actionLabel("audit.start"). */
  actionLabel: (name: string): string => state.meta?.actions[name] ?? '',
  countUnread,

  async loadMeta(): Promise<void> {
    state.meta ??= await take(api.GET('/meta'))
  },
  /** First load of the page: true if somebody is signed in. A 401 here is an answer, not a fault. */
  async resume(): Promise<boolean> {
    if (state.me) return true
    try {
      enter(await take(api.GET('/me')))
      return true
    } catch (cause) {
      if (cause instanceof Fault && cause.status === 401) return false
      throw cause
    }
  },
  /** Demonstration only: moves the server's day forward and takes over what it is now. */
  async moveClock(to: string): Promise<void> {
    await take(api.POST('/demo/clock', { body: { to } }))
    state.meta = await take(api.GET('/meta'))
  },
  async refresh(): Promise<void> {
    state.me = await take(api.GET('/me'))
  },
  async login(account: string, password: string): Promise<void> {
    enter(await take(api.POST('/session', { body: { account, password } })))
  },
  async claim(body: components['schemas']['ClaimInput']): Promise<void> {
    enter(await take(api.POST('/session/claim', { body })))
  },
  /** Acts for a colleague on leave, or in the own name again; the page starts afresh, since duties and menu may differ. */
  async stand(delegation_id: string): Promise<void> {
    await take(api.POST('/me/stand', { body: { delegation_id } }))
    window.location.assign('/app/')
  },
  async demo(account: string): Promise<void> {
    enter(await take(api.POST('/session/demo', { body: { account } })))
  },
  giveUp: () => settle('fail'),
  async logout(): Promise<void> {
    hooks.relogin = null
    await take(api.DELETE('/session')).then(() => locker.clear(), () => undefined) // what the server has not got stays here
    window.location.assign('/app/login')
  },
}
