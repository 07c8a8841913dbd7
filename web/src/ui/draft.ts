/**
 * Nothing typed is lost: a form is kept in this tab and in this browser at once, and on the server as soon as the copy before has got there,
 * until it is sent or thrown away. A browser that dies takes with it no more than the field in hand.
 */
import { ref, type Ref } from 'vue'
import { send } from '@/api/client'
import { locker } from '@/locker'
import { session } from '@/session'
import { timeOf } from './clock'

export interface Draft {
  /** The form, and the record it began from: needed to merge if the record has moved on. */
  content: { form: Record<string, unknown>; base: Record<string, unknown> }
  updated_at: string
}
export interface Drafts {
  /** 14:32 of the last save on the server; "" before. */
  savedAt: Ref<string>
  /** The server could not be reached; the tab still holds it. */
  localOnly: Ref<boolean>
  find: () => Promise<Draft | null>
  keep: (content: Draft['content']) => void
  /** Sends at once what still waits; before leaving the page. */
  flush: () => Promise<void>
  drop: () => Promise<void>
}

/** The page to which a draft belongs, so that the desk can lead back to it. */
const where = (): { title: string; link: string } => ({ title: document.title.split(' - ')[0]?.trim() ?? '', link: location.pathname.replace(/^\/app/, '') + location.search })

/** Between two copies for the server, in milliseconds; and until it is tried again where it could not be reached. */
const gap = 250
const retry = 4000

export function useDraft(key: string): Drafts {
  const path = `/drafts/${encodeURIComponent(key)}`
  const slot = `draft:${key}`
  const savedAt = ref('')
  const localOnly = ref(false)
  let waiting: Draft['content'] | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let sending: Promise<void> | null = null
  let sent = 0

  const drawer = (): string => `${session.me.value?.account ?? ''} ${key}`
  /** The newer of what this tab and this browser hold. */
  async function local(): Promise<Draft | null> {
    const here = tab()
    const kept = ((await locker.get(drawer())) as Draft | undefined) ?? null
    return here && (!kept || here.updated_at >= kept.updated_at) ? here : kept
  }
  function tab(): Draft | null {
    try {
      return JSON.parse(sessionStorage.getItem(slot) ?? 'null') as Draft | null
    } catch {
      return null
    }
  }
  async function put(content: Draft['content']): Promise<void> {
    try {
      const saved = await send<{ updated_at?: string } | undefined>('PUT', path, { content, ...where() })
      savedAt.value = timeOf(saved?.updated_at || new Date().toISOString())
      localOnly.value = false
    } catch {
      localOnly.value = true // the tab's copy stands; it is tried again
      waiting ??= content
    }
  }
  /** One after the other, so that an older copy never comes behind a newer one. */
  async function flush(): Promise<void> {
    clearTimeout(timer)
    await sending
    const content = waiting
    if (!content) return
    waiting = null
    sent = Date.now()
    sending = put(content)
    await sending
    sending = null
    if (waiting) plan(localOnly.value ? retry : gap)
  }
  function plan(wait: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void flush(), wait)
  }
  return {
    savedAt,
    localOnly,
    async find() {
      const here = await local()
      try {
        const kept = await send<{ content: string; updated_at: string }>('GET', path)
        const there = kept.content ? { content: JSON.parse(kept.content) as Draft['content'], updated_at: kept.updated_at } : null
        return here && (!there || here.updated_at > there.updated_at) ? here : there
      } catch {
        return here // the server is not there, or holds what is no draft of ours
      }
    },
    keep(content) {
      waiting = content
      const now: Draft = { content, updated_at: new Date().toISOString() }
      void locker.put(drawer(), now)
      try {
        sessionStorage.setItem(slot, JSON.stringify(now))
      } catch {
        // The tab's store is full or shut: the server's copy remains.
      }
      if (!sending) plan(Math.max(0, sent + gap - Date.now()))
    },
    flush,
    async drop() {
      clearTimeout(timer)
      waiting = null
      await sending
      waiting = null
      clearTimeout(timer)
      savedAt.value = ''
      sessionStorage.removeItem(slot)
      await locker.drop(drawer())
      await send('DELETE', path).catch(() => undefined) // gone already, or not reachable: it will be offered again, which is harmless
    },
  }
}
