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

interface Titled {
  key: string
  title: string
  kind: string
  unit?: string
}

/** What a row of headings says of the columns that follow: the key of each, or null where the words name no column. */
export function headings(line: readonly string[], columns: readonly Titled[]): (string | null)[] | null {
  const keys = line.map((cell) => {
    const words = cell.replace(/[（(].*[)）]\s*$/, '').trim()
    return columns.find((c) => c.title === words || c.title === cell.trim())?.key ?? null
  })
  const named = keys.filter(Boolean).length
  return named >= 2 && named * 2 >= line.filter((cell) => cell.trim()).length ? keys : null
}

/** A row that holds nothing but units, such as stands below the headings of many sheets: （万元）, t, kWh/m². */
export function unitsOnly(line: readonly string[]): boolean {
  const cells = line.map((cell) => cell.replace(/^[（(]|[)）]$/g, '').trim()).filter(Boolean)
  return cells.length > 0 && cells.every((cell) => cell === '/' || cell === '-' || /^[万亿千百]?(?:[a-zA-Zμ°%‰]{1,4}|[元件台套只个辆吨米度人天年])(?:[²³23]|ce)?(?:\/[万]?[a-zA-Z元件台套只个辆吨米人年]{1,4}[²³23]?)?$/.test(cell))
}
