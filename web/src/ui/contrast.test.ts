// Proves the ratios promised in docs/design-language.md from the very file the pages use.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync('src/ui/tokens.css', 'utf8')
const root = css.slice(0, css.indexOf('/* Enterprises'))
const value = (name: string): string => {
  const hit = new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(root)
  if (!hit?.[1]) throw new Error(`tokens.css does not define --${name}`)
  return hit[1]
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

export function ratio(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const grounds = ['sheet', 'paper', 'sunk']
const inks = ['ink', 'ink-2', 'ink-3', 'jade', 'jade-deep', 'cinnabar', 'cinnabar-deep', 'amber', 'indigo', 'moss', 'plum', 'stone']
const tinted = ['jade', 'cinnabar', 'amber', 'indigo', 'moss', 'plum', 'stone']

describe('colours', () => {
  it('knows black on white', () => expect(ratio('#000000', '#ffffff')).toBeCloseTo(21, 1))
  it.each(inks.flatMap((ink) => grounds.map((ground) => [ink, ground] as const)))('%s on %s reads at 4.5', (ink, ground) => {
    expect(ratio(value(ink), value(ground))).toBeGreaterThanOrEqual(4.5)
  })
  it.each(tinted)('%s on its tint reads at 4.5', (ink) => {
    expect(ratio(value(ink), value(`${ink}-tint`))).toBeGreaterThanOrEqual(4.5)
    expect(ratio(value('ink'), value(`${ink}-tint`))).toBeGreaterThanOrEqual(4.5)
    expect(ratio(value('ink-3'), value(`${ink}-tint`))).toBeGreaterThanOrEqual(4.5)
  })
  it.each(['jade', 'jade-deep', 'cinnabar'])('sheet on %s reads at 4.5', (ground) => {
    expect(ratio(value('sheet'), value(ground))).toBeGreaterThanOrEqual(4.5)
  })
  it.each(['on-bar', 'on-bar-2', 'focus-on-bar'])('%s on the bar reads at 4.5', (ink) => {
    expect(ratio(value(ink), value('bar'))).toBeGreaterThanOrEqual(4.5)
  })
  it.each(grounds)('control borders and the focus ring stand out from %s at 3', (ground) => {
    expect(ratio(value('line-strong'), value(ground))).toBeGreaterThanOrEqual(3)
    expect(ratio(value('focus'), value(ground))).toBeGreaterThanOrEqual(3)
  })
  it.each([1, 2, 3, 4, 5, 6])('chart ink %i stands out from the sheet at 3', (n) => {
    expect(ratio(value(`chart-${n}`), value('sheet'))).toBeGreaterThanOrEqual(3)
  })
  it('names no colour outside tokens.css, theme.css and print.css', () => {
    const names = Object.keys(import.meta.glob('../**/*.{vue,css}'))
    expect(names.length).toBeGreaterThan(3)
    const guilty = names
      .filter((name) => !/(tokens|theme|print)\.css$/.test(name))
      .filter((name) => /#[0-9a-f]{3,8}\b(?=[;\s,)])|\brgba?\(/i.test(readFileSync(new URL(name, import.meta.url), 'utf8').split('<style')[1] ?? ''))
    expect(guilty).toEqual([])
  })
})
