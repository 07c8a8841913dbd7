/** The state of a list lives in the address: q, page, page_size, sort and the filters. Reload, back and sending a link all keep it. */
import { computed, reactive, watch } from 'vue'
import { useRoute, useRouter, type LocationQuery } from 'vue-router'

/** A type, not an interface: so that it also fits where any record of query fields is taken. */
export type ListQuery = {
  q: string
  page: number
  page_size: number
  sort: string
}
export const pageSizes = [20, 50, 100]

const one = (query: LocationQuery, key: string): string => {
  const value = query[key]
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

export function readQuery(query: LocationQuery, sort = ''): ListQuery {
  const page = Number.parseInt(one(query, 'page'), 10)
  const size = Number.parseInt(one(query, 'page_size'), 10)
  return {
    q: one(query, 'q'),
    page: page > 0 ? page : 1,
    page_size: pageSizes.includes(size) ? size : 20,
    sort: 'sort' in query ? one(query, 'sort') : sort,
  }
}

/** Only what differs from the default stands in the address. */
export function writeQuery(list: ListQuery, filters: Record<string, string>, defaults: Record<string, string>, sort = ''): LocationQuery {
  const out: LocationQuery = {}
  if (list.q) out.q = list.q
  for (const [key, value] of Object.entries(filters)) if (value !== (defaults[key] ?? '')) out[key] = value
  if (list.sort !== sort) out.sort = list.sort
  if (list.page > 1) out.page = String(list.page)
  if (list.page_size !== 20) out.page_size = String(list.page_size)
  return out
}

/** `filters` may be bound with v-model; changing one returns to page 1. */
export function useListQuery<F extends Record<string, string>>(defaults: F, sort = '') {
  const route = useRoute()
  const router = useRouter()
  const path = route.path
  const list = computed(() => readQuery(route.query, sort))
  const filters = reactive<Record<string, string>>({ ...defaults })

  const pull = (): void => {
    for (const key of Object.keys(defaults)) filters[key] = key in route.query ? one(route.query, key) : (defaults[key] ?? '')
  }
  pull()
  function go(change: Partial<ListQuery>): void {
    const next = { ...list.value, page: 1, ...change }
    const foreign = Object.fromEntries(Object.entries(route.query).filter(([key]) => !['q', 'page', 'page_size', 'sort', ...Object.keys(defaults)].includes(key)))
    void router.replace({ path, query: { ...foreign, ...writeQuery(next, filters, defaults, sort) }, hash: route.hash })
  }
  watch(filters, () => {
    const same = Object.keys(defaults).every((key) => filters[key] === (key in route.query ? one(route.query, key) : (defaults[key] ?? '')))
    if (!same) go({})
  })
  watch(() => route.query, () => route.path === path && pull())
  /** All that the server needs; empty filters are left out. */
  const wanted = computed(() => ({
    ...list.value,
    ...(Object.fromEntries(Object.keys(defaults).map((key) => [key, key in route.query ? one(route.query, key) : defaults[key]]).filter(([, value]) => value !== '')) as Partial<F>),
  }))
  const narrowed = computed(() => !!list.value.q || Object.keys(defaults).some((key) => filters[key] !== (defaults[key] ?? '')))
  function clear(): void {
    Object.assign(filters, defaults)
    go({ q: '' })
  }
  return { list, filters: filters as F, wanted, narrowed, go, clear }
}
