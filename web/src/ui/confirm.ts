/** `if (await confirm({ title, text, yes })) ...` - one question at a time, answered in ConfirmDialog. */
import { shallowReactive } from 'vue'

export interface Question {
  title: string
  text?: string
  /** Words of the button that does it: a verb with its object. */
  yes: string
  no?: string
  danger?: boolean
}

export const asking = shallowReactive<{ question: Question | null; answer: (yes: boolean) => void }>({ question: null, answer: () => {} })

export function confirm(question: Question): Promise<boolean> {
  asking.answer(false)
  return new Promise((resolve) => {
    asking.question = question
    asking.answer = (yes) => {
      asking.question = null
      asking.answer = () => {}
      resolve(yes)
    }
  })
}
