/** Sending one file with progress; fetch cannot report that, so this is the one XMLHttpRequest. */
import { base, Fault, fieldPath } from '@/api/client'

export interface StoredFile {
  id: string
  name: string
  size: number
  media_type?: string
  purpose?: string
  removable?: boolean
}

export function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} 字节`
  const kilo = bytes / 1024
  return kilo < 1024 ? `${Math.round(kilo)} KB` : `${(kilo / 1024).toFixed(1)} MB`
}

/** Why this file cannot be taken, "" if it can. `accept` as in HTML: ".pdf,.xlsx,image/*". */
export function refusal(file: { name: string; size: number; type: string }, accept = '', maxMegabytes = 50): string {
  if (file.size === 0) return `“${file.name}”是空文件。`
  if (file.size > maxMegabytes * 1024 * 1024) return `“${file.name}”为 ${sizeWords(file.size)}，超过 ${maxMegabytes} MB；可压缩图片或分开上传。`
  const kinds = accept.split(',').map((kind) => kind.trim().toLowerCase()).filter(Boolean)
  const fits = kinds.some((kind) => (kind.startsWith('.') ? file.name.toLowerCase().endsWith(kind) : kind.endsWith('/*') ? file.type.startsWith(kind.slice(0, -1)) : file.type === kind))
  return kinds.length && !fits ? `“${file.name}”的类型不能上传；可上传：${kinds.map((kind) => kind.replace('image/*', '图片').replace(/^\./, '')).join('、')}。` : ''
}

/** `path` below /api/v1 names the record in its query. */
export function upload(file: File, path: string, onProgress: (percent: number) => void): { done: Promise<StoredFile>; stop: () => void } {
  const request = new XMLHttpRequest()
  const done = new Promise<StoredFile>((resolve, reject) => {
    request.open('POST', base + path)
    request.responseType = 'json'
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(Math.floor((event.loaded / event.total) * 100))
    request.onload = () => {
      if (request.status < 300) return resolve(request.response as StoredFile)
      const body = (request.response ?? {}) as { detail?: string; errors?: { message: string; location?: string }[] }
      reject(new Fault(request.status, body.errors?.[0]?.message ?? body.detail ?? '文件没有上传成功，可重试。', (body.errors ?? []).map((e) => ({ path: fieldPath(e.location), message: e.message }))))
    }
    request.onerror = () => reject(new Fault(0, '网络中断，文件没有传完，可重试。'))
    request.onabort = () => reject(new Fault(0, '已取消上传。'))
    const form = new FormData()
    form.append('file', file, file.name)
    request.send(form)
  })
  return { done, stop: () => request.abort() }
}
