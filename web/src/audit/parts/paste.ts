/** What a spreadsheet puts on the clipboard: lines of cells parted by tabs; a cell in quotes may hold both. */
export function cellsOf(text: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  const source = text.replace(/\r\n?/g, '\n').replace(/\n$/, '')
  for (let i = 0; i < source.length; i++) {
    const c = source[i]!
    if (quoted) {
      if (c === '"' && source[i + 1] === '"') {
        cell += '"'
        i++
      } else if (c === '"') quoted = false
      else cell += c
    } else if (c === '"' && cell === '') quoted = true
    else if (c === '\t' || c === '\n') {
      rows.at(-1)!.push(cell.trim())
      cell = ''
      if (c === '\n') rows.push([])
    } else cell += c
  }
  rows.at(-1)!.push(cell.trim())
  return rows
}

/** Finds the choice that a pasted word means: its value or its label. Anything else stays empty, so that it is seen. */
export function choiceOf(text: string, options: readonly { value: string; label: string }[]): string {
  return options.find((o) => o.value === text || o.label === text)?.value ?? ''
}
