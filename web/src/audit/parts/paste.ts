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

/** Finds the choice that a pasted word means: its value, its label, or the only label that begins so. Anything else stays empty, so that it is seen. */
export function choiceOf(text: string, options: readonly { value: string; label: string }[]): string {
  const word = text === '√' || text === '✓' ? '是' : text
  const whole = options.find((o) => o.value === word || o.label === word)
  const longer = word.length > 1 ? options.filter((o) => o.label.startsWith(word)) : []
  return (whole ?? (longer.length === 1 ? longer[0] : undefined))?.value ?? ''
}

/** A row that holds nothing but units, such as stands below the headings of many sheets: （万元）, t, kWh/m². */
export function unitsOnly(line: readonly string[]): boolean {
  const cells = line.map((cell) => cell.replace(/^[（(]|[)）]$/g, '').trim()).filter(Boolean)
  return cells.length > 0 && cells.every((cell) => cell === '/' || cell === '-' || /^[万亿千百]?(?:[a-zA-Zμ°%‰]{1,4}|立方米|平方米|千瓦时|吨标准煤|千克|公斤|[元件台套只个辆吨米度人天年])(?:[²³23]|ce)?(?:\/[万]?[a-zA-Z元件台套只个辆吨米人年]{1,4}[²³23]?)?$/.test(cell))
}
