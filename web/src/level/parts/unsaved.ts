/** What was typed into a level and not saved is kept as the drafts of forms are, and offered when the page opens again. */
import { ref, type Ref } from 'vue'
import { useDraft, type Draft } from '@/ui/draft'

export type Phase = 'before' | 'after'
type Content = Draft['content']['form']

export interface Unsaved {
  found: Ref<Draft | null>
  /** Looks for a draft of this phase that says something else than what is kept. */
  look: (phase: Phase, kept: Content) => Promise<void>
  keep: (phase: Phase, form: Content, version: number) => void
  drop: (phase: Phase) => Promise<void>
  /** Whether somebody has saved since the draft was begun. */
  behind: (version: number) => boolean
}

export function useUnsaved(audit: string): Unsaved {
  const drafts = { before: useDraft(`audit:${audit}:level:before`), after: useDraft(`audit:${audit}:level:after`) }
  const found = ref<Draft | null>(null)
  return {
    found,
    async look(phase, kept) {
      found.value = null
      const draft = await drafts[phase].find()
      if (draft && JSON.stringify(draft.content.form) !== JSON.stringify(kept)) found.value = draft
    },
    keep: (phase, form, version) => drafts[phase].keep(JSON.parse(JSON.stringify({ form, base: { version } })) as Draft['content']),
    drop: async (phase) => {
      found.value = null
      await drafts[phase].drop()
    },
    behind: (version) => found.value?.content.base.version !== version,
  }
}
