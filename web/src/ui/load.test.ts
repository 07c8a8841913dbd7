import { describe, expect, it } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { useLoad } from './load'

describe('useLoad', () => {
  it('keeps the last answer when an earlier one arrives late', async () => {
    const waiting: Record<string, (value: string) => void> = {}
    const key = ref('first')
    const scope = effectScope()
    const loaded = scope.run(() => useLoad(() => new Promise<string>((resolve) => (waiting[key.value] = resolve)), key))!
    key.value = 'second'
    await nextTick()
    waiting.second?.('second')
    await Promise.resolve()
    waiting.first?.('first')
    await nextTick()
    await nextTick()
    expect(loaded.data.value).toBe('second')
    expect(loaded.loading.value).toBe(false)
  })
  it('keeps what was there when a reload fails', async () => {
    let works = true
    const loaded = effectScope().run(() => useLoad(async () => (works ? 1 : Promise.reject(new Error('坏')))))!
    await nextTick()
    works = false
    await loaded.reload()
    expect(loaded.data.value).toBe(1)
    expect(loaded.fault.value?.message).toBe('坏')
  })
})
