import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useDraft } from './draft'

const content = (name: string) => ({ form: { name }, base: { name: '' } })
const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
let asked: { method: string; url: string; body: string }[]
let answer: (method: string) => Response | Promise<Response>

beforeEach(() => {
  vi.useFakeTimers()
  sessionStorage.clear()
  asked = []
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push({ method: request.method, url: request.url, body: await request.text() })
    return answer(request.method)
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('draft', () => {
  it('keeps each stroke in the tab and brings it to the server, one copy after the other', async () => {
    let arrive: (() => void) | undefined
    answer = () => new Promise((resolve) => (arrive = () => resolve(json({ updated_at: '2026-11-24T06:32:00Z' }))))
    const draft = useDraft('audit:1')
    draft.keep(content('甲'))
    expect(sessionStorage.getItem('draft:audit:1')).toContain('甲')
    await vi.advanceTimersByTimeAsync(10)
    expect(asked.map((a) => a.method)).toEqual(['PUT'])
    expect(asked[0]?.url).toContain('/drafts/audit%3A1')
    draft.keep(content('乙'))
    draft.keep(content('丙'))
    await vi.advanceTimersByTimeAsync(3000)
    expect(asked).toHaveLength(1) // the first has not arrived yet
    arrive?.()
    await vi.advanceTimersByTimeAsync(500)
    expect(asked.map((a) => a.body.includes('丙'))).toEqual([false, true])
    arrive?.()
    await vi.advanceTimersByTimeAsync(5000)
    expect(draft.savedAt.value).toMatch(/^\d\d:\d\d$/)
    expect(asked).toHaveLength(2)
  })
  it('tries again by itself when the server is back', async () => {
    answer = () => Promise.reject(new TypeError('offline'))
    const draft = useDraft('k2')
    draft.keep(content('甲'))
    await vi.advanceTimersByTimeAsync(100)
    expect(draft.localOnly.value).toBe(true)
    answer = () => json({ updated_at: '2026-11-24T06:32:00Z' })
    await vi.advanceTimersByTimeAsync(5000)
    expect(draft.localOnly.value).toBe(false)
  })
  it('says when only the tab has it, and offers that after the server is back without it', async () => {
    answer = () => Promise.reject(new TypeError('offline'))
    const draft = useDraft('k')
    draft.keep(content('甲'))
    await draft.flush()
    expect(draft.localOnly.value).toBe(true)
    answer = () => json({ key: 'k', content: '', updated_at: '0001-01-01T00:00:00Z' })
    expect((await useDraft('k').find())?.content.form.name).toBe('甲')
  })
  it('offers the newer of the two copies', async () => {
    answer = () => json({ content: JSON.stringify(content('旧')), updated_at: '2000-01-01T00:00:00Z' })
    const draft = useDraft('k')
    draft.keep(content('新'))
    expect((await draft.find())?.content.form.name).toBe('新')
    answer = () => json({ content: JSON.stringify(content('别处更新')), updated_at: '2999-01-01T00:00:00Z' })
    expect((await draft.find())?.content.form.name).toBe('别处更新')
  })
  it('does not stumble over what is no draft', async () => {
    answer = () => json({ content: '{', updated_at: '2026-01-01T00:00:00Z' })
    expect(await useDraft('k').find()).toBeNull()
  })
  it('drops both copies and sends nothing afterwards', async () => {
    answer = () => new Response(null, { status: 204 })
    const draft = useDraft('k')
    draft.keep(content('甲'))
    await draft.drop()
    await vi.advanceTimersByTimeAsync(5000)
    expect(asked.map((a) => a.method)).toEqual(['DELETE'])
    expect(sessionStorage.getItem('draft:k')).toBeNull()
  })
})
