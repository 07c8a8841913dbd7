/** A place of the dossier: a cell, a row (no column) or a table (no mark). */
export interface At {
  mark: string
  column: string
}

export const placeKey = (at: At): string => `${at.mark}.${at.column}`

/** Reads a place from an address: "r3.output". */
export function placeFrom(text: unknown): At | null {
  if (typeof text !== 'string' || !text) return null
  const [mark = '', column = ''] = text.split('.')
  return { mark, column }
}

/** The address of a place. */
export function placePath(audit: string, section: string, at: At): string {
  const path = `/audits/${audit}/dossier/${section}`
  if (!at.mark) return path
  return `${path}?at=${at.column ? placeKey(at) : at.mark}`
}

/** Whether a cell lies within a place. */
export const covers = (place: At, at: At): boolean => !place.mark || (place.mark === at.mark && (!place.column || place.column === at.column))
