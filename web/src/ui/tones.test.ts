import { expect, it } from 'vitest'
import { toneOf } from './tones'

it('tells apart the same value of different kinds', () => {
  expect(toneOf('audit.state', 'suspended')).toBe('back')
  expect(toneOf('appraisal.state', 'reported')).toBe('waiting')
  expect(toneOf('job.state', 'waiting')).toBe('idle')
  expect(toneOf('expert.state', 'removed')).toBe('closed')
  expect(toneOf('audit.state', 'never heard of')).toBe('idle')
})
