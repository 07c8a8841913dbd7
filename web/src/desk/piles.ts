/** Sorting the piles of the desk: what waits for me, and what I wait for or watch over. */

export interface Pile {
  key: string
  total: number
  total_capped?: boolean
  items: { overdue: boolean; due_on: string; days_left: number }[]
}

/** Duties of others within my place: shown beside my own, never counted as mine. */
export const watched = (pile: Pile): boolean => /^(city|county|enterprise|agency)-/.test(pile.key)

/** What waits for my act without a statutory day: listed together, it would be a page of one-line sheets otherwise. */
export const undated = (pile: Pile): boolean => !watched(pile) && pile.items.every((item) => !item.due_on)

export interface Count {
  open: number
  late: number
  week: number
  returned: number
  capped: boolean
}

/** Of my own piles only. A pile that begins overdue is overdue throughout: the server keeps them apart. */
export function count(piles: readonly Pile[]): Count {
  const mine = piles.filter((pile) => !watched(pile))
  const late = mine.filter((pile) => pile.items[0]?.overdue)
  return {
    open: mine.reduce((sum, pile) => sum + pile.total, 0),
    late: late.reduce((sum, pile) => sum + pile.total, 0),
    week: mine.flatMap((pile) => pile.items).filter((item) => item.due_on && !item.overdue && item.days_left <= 7).length,
    returned: mine.filter((pile) => /returned|incomplete/.test(pile.key)).reduce((sum, pile) => sum + pile.total, 0),
    capped: mine.some((pile) => pile.total_capped),
  }
}
