/** What is asked about a dossier and what of it was sent back, loaded once for a page. */
import { computed, type ComputedRef, type Ref } from 'vue'
import { api, take } from '@/api/client'
import type { components } from '@/api/schema'
import { useLoad } from '@/ui/load'

type Returned = components['schemas']['ReturnedPlace']
export interface Remarks {
  comments: Ref<components['schemas']['CommentList'] | undefined>
  returns: Ref<components['schemas']['ReturnList'] | undefined>
  /** Takes what an act on a comment or a return has answered. */
  take: (now: { comments?: components['schemas']['CommentList']; returns?: components['schemas']['ReturnList'] }) => void
  /** Open comments of a part of the dossier, by option, stage or section of the report. */
  counts: ComputedRef<(section: string, mark: string) => number>
}

export function useRemarks(props: { id: string }): Remarks {
  const path = () => ({ params: { path: { id: props.id } } })
  const { data: comments } = useLoad(() => take(api.GET('/audits/{id}/comments', path())), () => props.id)
  const { data: returns } = useLoad(() => take(api.GET('/audits/{id}/returns', path())), () => props.id)
  const counts = computed(() => (section: string, mark: string) => (comments.value?.items ?? []).filter((c) => c.section === section && c.mark === mark && c.state === 'open').length)
  return {
    comments,
    returns,
    counts,
    take(now) {
      comments.value = now.comments ?? comments.value
      returns.value = now.returns ?? returns.value
    },
  }
}

/** Whether a part of a place is open because it was sent back. */
export const opened = (returned: Returned[], mark: string, column: string): boolean => returned.some((r) => !r.mark || (r.mark === mark && (!r.column || r.column === column)))

/** What was sent back of one place, in words: the part where it is only one, and the reason. */
export const reasons = (returned: Returned[], mark: string, titles: Record<string, string>): string[] =>
  returned.filter((r) => !r.mark || r.mark === mark).map((r) => `${r.column ? `“${titles[r.column] ?? ''}”：` : ''}${r.reason}`)
