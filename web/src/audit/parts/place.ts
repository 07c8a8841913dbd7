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

/** Parts of the dossier that are no tables: each option, stage and section of the report has a page or a heading of its own. */
const sidelines: Record<string, (audit: string, mark: string) => string> = {
  options: (audit, mark) => `/audits/${audit}/options${mark && `/${mark}`}`,
  stages: (audit, mark) => `/audits/${audit}${mark && `/stages/${mark}`}`,
  texts: (audit, mark) => `/audits/${audit}/report-draft${mark && `#${mark}`}`,
}
export const sidelineTitles: Record<string, string> = { options: '清洁生产方案', stages: '阶段小结', texts: '报告文字' }

/** The address of a place. */
export function placePath(audit: string, section: string, at: At): string {
  const beside = sidelines[section]
  if (beside) return beside(audit, at.mark)
  const path = `/audits/${audit}/dossier/${section}`
  if (!at.mark) return path
  return `${path}?at=${at.column ? placeKey(at) : at.mark}`
}

/** Whether a cell lies within a place. */
export const covers = (place: At, at: At): boolean => !place.mark || (place.mark === at.mark && (!place.column || place.column === at.column))
