/** What a form gives to its fields, and a field to its control: ids, faults by path, what describes what. */
import type { ComputedRef, InjectionKey, Ref } from 'vue'
import type { FieldFault } from '@/api/client'

export interface FormContext {
  /** Faults of the last attempt, from the server. */
  faults: Ref<FieldFault[]>
  /** Faults a control sees by itself (a number that is none); they keep the form from being sent. */
  local: Map<string, string>
  touch: (path: string) => void
}
export interface FieldContext {
  id: string
  fault: ComputedRef<string>
  describedby: ComputedRef<string | undefined>
  local: (why: string) => void
}
export const formKey: InjectionKey<FormContext> = Symbol('form')
export const fieldKey: InjectionKey<FieldContext> = Symbol('field')

/** items.0.amount -> field-items-0-amount */
export const idOf = (path: string): string => `field-${path.replace(/[^\w]+/g, '-')}`

/** The faults of a field: its own path, and for a field that holds a whole object also what lies below when nothing nearer stands there. */
export function faultsAt(faults: readonly FieldFault[], path: string): string {
  return faults
    .filter((fault) => fault.path === path)
    .map((fault) => fault.message)
    .join('；')
}
