import { describe, expect, it } from 'vitest'
import { refusal, sizeWords } from './upload'

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
    expect(refusal(file('大.pdf', 60 * 1024 * 1024), '.pdf')).toContain('超过 50 MB')
  })
})
