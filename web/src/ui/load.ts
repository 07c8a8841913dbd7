/** Loading one thing for a page: data, the fault, and reload. A later call wins over an earlier one. */
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef, type WatchSource } from 'vue'

export interface Loaded<T> {
  data: ShallowRef<T | undefined>
  fault: ShallowRef<Error | null>
  loading: Ref<boolean>
  reload: () => Promise<void>
}

/** `const audit = useLoad(() => take(api.GET(...)), () => props.id)`: loads now and whenever the source changes. */
export function useLoad<T>(fetcher: () => Promise<T>, source?: WatchSource<unknown>): Loaded<T> {
  const data = shallowRef<T>()
  const fault = shallowRef<Error | null>(null)
  const loading = ref(false)
  let turn = 0
  async function reload(): Promise<void> {
    const mine = ++turn
    loading.value = true
    try {
      const got = await fetcher()
      if (mine !== turn) return
      data.value = got
      fault.value = null
    } catch (cause) {
      if (mine === turn) fault.value = cause instanceof Error ? cause : new Error(String(cause))
    } finally {
      if (mine === turn) loading.value = false
    }
  }
  if (source) watch(source, () => void reload())
  onScopeDispose(() => turn++)
  void reload()
  return { data, fault, loading, reload }
}
