/** Exact decimal text. Nothing here becomes a floating-point number. */

const wide: Record<string, string> = { '．': '.', '。': '.', '，': ',', '－': '-', '—': '-', '＋': '+', '％': '%', '　': ' ' }

/** Full-width digits and signs as people type them with a Chinese keyboard. */
export function narrow(text: string): string {
  return text
    .replace(/[０-９Ａ-Ｚａ-ｚ]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[．。，－—＋％　]/g, (c) => wide[c] ?? c)
}

export type Read = { ok: true; value: string } | { ok: false; why: string }

/** Reads what was typed: "１，２３４．５０" -> "1234.50". Digits after the point are kept as typed; "" is nothing. */
export function readDecimal(text: string, places = 8, negative = false): Read {
  const plain = narrow(text).replace(/[\s,]/g, '')
  if (plain === '') return { ok: true, value: '' }
  if (/^[+-]?[\d.]+e[+-]?\d+$/i.test(plain)) return { ok: false, why: '不接受“1.2E+2”这样的写法，须写出全部数字，如 120。' }
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(plain)) return { ok: false, why: `“${text.trim()}”不是数字，只填数字和小数点，单位已在框内。` }
  if (plain.startsWith('-') && !negative) return { ok: false, why: '不能为负数。' }
  const [whole = '', part = ''] = plain.replace(/^\+/, '').split('.')
  if (part.length > places) return { ok: false, why: places ? `小数最多 ${places} 位。` : '须为整数。' }
  const sign = whole.startsWith('-') ? '-' : ''
  const digits = whole.replace('-', '').replace(/^0+(?=\d)/, '') || '0'
  if (digits.length > 18) return { ok: false, why: '数字过大，须核对单位。' }
  return { ok: true, value: sign + digits + (part ? `.${part}` : '') }
}

/** 1234567.8 -> 1,234,567.8 for reading. */
export function grouped(value: string): string {
  const [whole = '', part] = value.split('.')
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (part === undefined ? '' : `.${part}`)
}

/** Ten thousand yuan as typed -> integer fen: "12.5" -> 12500000. 1 万元 = 1 000 000 分. */
export function fenOf(wan: string): number {
  const [whole = '0', part = ''] = wan.replace('-', '').split('.')
  const fen = BigInt(whole + part.padEnd(6, '0').slice(0, 6))
  return Number(wan.startsWith('-') ? -fen : fen)
}

/** Integer fen -> ten thousand yuan: 12500000 -> "12.5". */
export function wanOf(fen: number): string {
  const digits = String(Math.abs(fen)).padStart(7, '0')
  const part = digits.slice(-6).replace(/0+$/, '')
  return (fen < 0 ? '-' : '') + digits.slice(0, -6) + (part ? `.${part}` : '')
}

/** For sums of points: "12.5" -> 125 tenths. Points have at most one place. */
export function tenthsOf(value: string): number {
  const [whole = '0', part = ''] = (value || '0').split('.')
  return Number(whole) * 10 + Number(part.padEnd(1, '0').slice(0, 1))
}

export function fromTenths(tenths: number): string {
  const [whole, part] = [Math.trunc(tenths / 10), Math.abs(tenths % 10)]
  return part ? `${whole}.${part}` : String(whole)
}
