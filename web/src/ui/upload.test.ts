import { describe, expect, it } from 'vitest'
import { Fault } from '@/api/client'
import { pause, refusal, sizeWords, slotOf, transient } from './upload'

const file = (name: string, size: number, type = '') => ({ name, size, type })

describe('upload', () => {
  it.each([
    [512, '512 字节'],
    [2048, '2 KB'],
    [5 * 1024 * 1024 + 300000, '5.3 MB'],
  ])('%i reads %s', (bytes, words) => expect(sizeWords(bytes)).toBe(words))
  it('takes what fits', () => {
    expect(refusal(file('报告.PDF', 10), '.pdf,image/*')).toBe('')
    expect(refusal(file('现场.heic', 10, 'image/heic'), '.pdf,image/*')).toBe('')
    expect(refusal(file('x.bin', 10))).toBe('')
  })
  it('says what is wrong and what would do', () => {
    expect(refusal(file('报告.exe', 10), '.pdf,image/*')).toContain('可上传：pdf、图片')
    expect(refusal(file('空.pdf', 0), '.pdf')).toContain('空文件')
    expect(refusal(file('大.pdf', 60 * 1024 * 1024), '.pdf', 50)).toContain('超过 50 MB')
  })
  it('goes on after what passes by itself, and not after a refusal in words', () => {
    for (const status of [0, 429, 500, 502, 409, 404, 423]) expect(transient(new Fault(status, ''))).toBe(true)
    for (const status of [403, 413, 422]) expect(transient(new Fault(status, ''))).toBe(false)
    expect(transient(new Fault(404, '没有找到审核', [], { detail: '没有找到审核' }))).toBe(false)
    expect(transient(new Error('x'))).toBe(false)
  })
  it('waits longer and longer, half a minute at most', () => expect([0, 1, 4, 9].map(pause)).toEqual([1000, 2000, 16000, 30000]))
  it('knows the same file for the same record again', () => {
    const one = { name: '报告.pdf', size: 9, lastModified: 7 }
    expect(slotOf(one, { subject_type: 'audit', subject_id: '1' })).toBe(slotOf({ ...one }, { subject_type: 'audit', subject_id: '1', purpose: 'x' }))
    expect(slotOf(one, { subject_type: 'audit', subject_id: '1' })).not.toBe(slotOf(one, { subject_type: 'audit', subject_id: '2' }))
  })
})
