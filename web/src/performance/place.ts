/** The year and the place of a table, kept in the address, so that a way down can be gone back. */
import { computed, type WritableComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { session } from '@/session'

interface Asked {
  year: WritableComputedRef<string>
  region: WritableComputedRef<string>
  query: () => { year: number; region: string }
  years: (word: string) => { value: string; label: string }[]
}

export function usePlace(): Asked {
  const route = useRoute()
  const router = useRouter()
  const now = Number(session.today.value.slice(0, 4))
  const kept = (key: 'year' | 'region', other: string): WritableComputedRef<string> =>
    computed({ get: () => String(route.query[key] ?? other), set: (value) => void router.push({ query: { ...route.query, [key]: value || undefined } }) })
  const year = kept('year', String(now))
  const region = kept('region', '')
  return { year, region, query: () => ({ year: Number(year.value), region: region.value }), years: (word) => Array.from({ length: 10 }, (_, n) => ({ value: String(now - n), label: `${now - n} ${word}` })) }
}
