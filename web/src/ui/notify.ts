/** Short words at the head of the page: what was done, or why it was not. Spoken by screen readers. */
import { ElMessage } from 'element-plus'

/** `done('已提交，转市生态环境局评估')` */
export function done(text: string): void {
  ElMessage({ type: 'success', message: text, duration: 5000, showClose: true })
}

/** `failed(cause)` for faults that belong to no field. Stays until closed. */
export function failed(cause: unknown): void {
  ElMessage({ type: 'error', message: cause instanceof Error ? cause.message : String(cause), duration: 0, showClose: true })
}
