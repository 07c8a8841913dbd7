/**
 * Which cells of a block a spreadsheet had merged downwards. The plain text of a clipboard shows all but the first of them empty, just like
 * cells that nobody has filled in; the table that a spreadsheet puts beside it tells them apart.
 */

/** By line: what the merged cell says that covers a place which reads empty. Nothing where text and table are not of the same block. */
export type Covered = Map<string[], string[]>

export function coveredIn(lines: string[][], html: string): Covered {
  const out: Covered = new Map()
  const table = html.includes('<t') ? new DOMParser().parseFromString(html, 'text/html').querySelector('table') : null
  if (!table || table.rows.length !== lines.length) return out
  const tops = topsOf(table)
  lines.forEach((line, n) => {
    const words = line.map((cell, m) => (cell ? '' : (lines[tops[n]?.[m] ?? n]?.[m] ?? '')))
    if (words.some(Boolean)) out.set(line, words)
  })
  return out
}

/** For each place of a table the row in which its cell begins. */
function topsOf(table: HTMLTableElement): number[][] {
  const tops: number[][] = Array.from(table.rows, () => [])
  Array.from(table.rows).forEach((row, n) => {
    let m = 0
    for (const cell of Array.from(row.cells)) {
      while (tops[n]![m] !== undefined) m++
      for (const line of tops.slice(n, n + cell.rowSpan)) for (let across = 0; across < cell.colSpan; across++) line[m + across] = n
      m += cell.colSpan
    }
  })
  return tops
}
