import { describe, expect, it } from 'vitest'
import { trailOf, turnOf } from './turn'

const a = { kind: 'acceptance', applied_on: '2026-09-01', docketed_on: '', meeting_on: '', concluded_on: '', reported_on: '', published_on: '' }
const words = (state: string, kind = 'acceptance') => trailOf({ ...a, kind, state }).map((s) => s.state).join(' ')

describe('the path of an appraisal', () => {
  it('stands at one step only', () => {
    expect(words('applied')).toBe('done now todo todo todo todo')
    expect(words('completion-requested')).toBe('back todo todo todo todo todo')
    expect(words('panel-set')).toBe('done done now todo todo todo')
    expect(words('marked')).toBe('done done done now todo todo')
    expect(words('published')).toBe('done done done done done done')
  })
  it('ends with the conclusion for an evaluation', () => {
    expect(words('concluded', 'evaluation')).toBe('done done done done')
  })
  it('sends an acceptance up and an evaluation back', () => {
    expect(turnOf('concluded', 'acceptance').who).toBe('市生态环境局')
    expect(turnOf('concluded', 'evaluation').who).toBe('企业')
  })
})
