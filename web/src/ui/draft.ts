/** Nothing typed is lost: a form is kept in this tab at once and on the server two seconds later, until it is sent or thrown away. */
import { ref, type Ref } from 'vue'
import { send } from '@/api/client'
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

export function useDraft(key: string, wait = 2000): Drafts {
  const path = `/drafts/${encodeURIComponent(key)}`
  const slot = `draft:${key}`
  const savedAt = ref('')
  const localOnly = ref(false)
  let waiting: Draft['content'] | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  function local(): Draft | null {
    try {
      return JSON.parse(sessionStorage.getItem(slot) ?? 'null') as Draft | null
    } catch {
      return null
    }
  }
  async function flush(): Promise<void> {
    clearTimeout(timer)
    if (!waiting) return
    const content = waiting
    waiting = null
    try {
      const saved = await send<{ updated_at?: string } | undefined>('PUT', path, { content, ...where() })
      savedAt.value = timeOf(saved?.updated_at || new Date().toISOString())
      localOnly.value = false
    } catch {
      localOnly.value = true // the tab's copy stands; the next change tries again
    }
  }
  return {
    savedAt,
    localOnly,
    async find() {
      const here = local()
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
      try {
        sessionStorage.setItem(slot, JSON.stringify({ content, updated_at: new Date().toISOString() }))
      } catch {
        // The tab's store is full or shut: the server's copy remains.
      }
      clearTimeout(timer)
      timer = setTimeout(() => void flush(), wait)
    },
    flush,
    async drop() {
      clearTimeout(timer)
      waiting = null
      savedAt.value = ''
      sessionStorage.removeItem(slot)
      await send('DELETE', path).catch(() => undefined) // gone already, or not reachable: it will be offered again, which is harmless
    },
  }
}
