/** "370102" below "370000" -> the city "370100" and the county "370102"; parts that are not reached are "". */
export function regionChain(code: string, root = '370000'): [city: string, county: string] {
  if (!/^\d{6}$/.test(code) || code === root) return ['', '']
  const city = `${code.slice(0, 4)}00`
  return [city, code === city ? '' : code]
}
