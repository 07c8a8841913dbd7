import { mount, type VueWrapper } from '@vue/test-utils'
import { nextTick, ref, type Ref } from 'vue'
import { expect, test } from 'vitest'
import { formKey } from '@/ui/field'
import type { Remark } from './beside'
import type { EntryColumn } from './columns'
import EntryTable from './EntryTable.vue'
import type { Row } from './rowmerge'

const columns: EntryColumn[] = [
  { key: 'name', title: '名称', kind: 'text', required: true },
  { key: 'grade', title: '等级', kind: 'choice', options: ['1级', '2级'].map((value) => ({ value, label: value })) },
  { key: 'on', title: '日期', kind: 'date' },
  { key: 'use', title: '用量', kind: 'number' },
  { key: 'sum', title: '合计', kind: 'computed' },
]
const row = (i: number): Row => ({ _mark: `r${String(i + 1)}`, name: `行${String(i + 1)}`, grade: '1级', on: '2026-01-01', use: String(i) })

interface Stand {
  page: VueWrapper
  rows: Ref<Row[]>
  faults: Ref<{ path: string; message: string }[]>
  box: (title: string, i: number) => HTMLInputElement
  set: (props: { remarks?: Record<string, Remark[]>; derived?: Record<string, string>[]; notes?: Record<string, number> }) => Promise<void>
  /** Puts a text into every field that only a row drawn anew takes away. */
  stain: () => void
  /** The rows, from 1, that were drawn since. */
  drawn: () => number[]
}
async function stand(count: number): Promise<Stand> {
  const rows = ref<Row[]>(Array.from({ length: count }, (_, i) => row(i)))
  const faults = ref<{ path: string; message: string }[]>([])
  const form = { faults, local: new Map<string, string>(), touch: (path: string) => void (faults.value = faults.value.filter((f) => f.path !== path)) }
  const page: VueWrapper = mount(EntryTable, {
    attachTo: document.body,
    props: { columns, caption: '表', modelValue: rows.value, derived: [], 'onUpdate:modelValue': (now: Row[]) => { rows.value = now; void page.setProps({ modelValue: rows.value }) } },
    global: { provide: { [formKey as symbol]: form } },
  })
  while (page.findAll('tbody th').length < count) await new Promise((done) => requestAnimationFrame(done))
  const box = (title: string, i: number): HTMLInputElement => page.find<HTMLInputElement>(`[aria-label="${title}，第 ${String(i)} 行"]`).element
  const all = (): HTMLInputElement[] => page.findAll('tbody input').map((one) => one.element as HTMLInputElement)
  return {
    page, rows, faults, box,
    set: (props) => page.setProps(props),
    stain: () => all().forEach((one) => (one.value = 'X')),
    drawn: () => [...new Set(all().filter((one) => one.value !== 'X').map((one) => Number(/第 (\d+) 行/.exec(one.getAttribute('aria-label')!)![1])))],
  }
}
async function type(box: HTMLInputElement, text: string): Promise<void> {
  box.focus()
  box.value = text
  box.dispatchEvent(new Event('input', { bubbles: true }))
  box.dispatchEvent(new Event('change', { bubbles: true }))
  await nextTick()
}
const press = async (box: HTMLElement, key: string, more: KeyboardEventInit = {}): Promise<void> => {
  box.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))
  await nextTick()
  await nextTick()
}

test('what is typed into one cell draws that cell, of many rows', async () => {
  const { rows, box, stain, drawn } = await stand(100)
  stain()
  await type(box('用量', 80), ' 7.5 ')
  expect(rows.value[79]!.use).toBe('7.5')
  expect(box('用量', 80).value).toBe('7.5')
  expect(drawn()).toEqual([80])
  expect(box('名称', 80).value, 'its neighbour').toBe('X')
})
test('what the server says of one cell draws that cell; the same said again draws nothing', async () => {
  const { page, faults, box, set, stain, drawn } = await stand(42)
  const said = () => ({ remarks: { '4.use': [{ severity: 'warning', message: '请核对' }] }, derived: Array.from({ length: 42 }, (_, i) => ({ sum: String(i) })), notes: { 'r9.name': 2 } })
  await set(said())
  faults.value = [{ path: 'rows.1.on', message: '不是日期' }, { path: 'rows.1.on', message: '太早' }, { path: 'other.1.on', message: '别处' }]
  await nextTick()
  expect(page.findAll('.remark').map((p) => p.text())).toEqual(['请核对'])
  expect(page.findAll('.fault').map((p) => p.text())).toEqual(['不是日期；太早'])
  expect(page.findAll('tbody tr')[8]!.find('.corner').attributes('aria-label')).toBe('名称，第 9 行：2 条批注未解决')
  expect(page.findAll('tbody tr')[5]!.find('.said').text()).toBe('5')
  stain()
  await set(said())
  expect(drawn()).toEqual([])
  await type(box('日期', 2), '2026.3.4')
  expect(box('日期', 2).value).toBe('2026-03-04')
  expect(page.findAll('.fault')).toEqual([])
  expect(drawn()).toEqual([2])
})
test('a row drawn anew keeps what is being typed; taking back takes that away too and draws the rows it changes', async () => {
  const { rows, box, set, stain, drawn } = await stand(50)
  await type(box('名称', 3), '甲')
  const now = box('名称', 5)
  now.focus()
  now.value = '乙'
  now.dispatchEvent(new Event('input', { bubbles: true }))
  await set({ remarks: { '4.name': [{ severity: 'error', message: '重名' }] } })
  expect(box('名称', 5).value).toBe('乙')
  stain()
  await press(box('名称', 5), 'z', { ctrlKey: true })
  expect(rows.value[2]!.name).toBe('行3')
  expect(box('名称', 5).value).toBe('行5')
  expect(drawn()).toEqual([3, 5])
  await press(box('名称', 5), 'y', { ctrlKey: true })
  expect(box('名称', 3).value).toBe('甲')
})
test('keys: Enter goes down and adds a row at the end, which takes over the choice; arrows walk; a row goes and comes back', async () => {
  const { page, rows, box } = await stand(2)
  box('名称', 1).focus()
  await press(box('名称', 1), 'ArrowDown')
  expect(document.activeElement).toBe(box('名称', 2))
  await press(box('名称', 2), 'ArrowUp')
  await press(box('名称', 1), 'Enter')
  await press(box('名称', 2), 'Enter')
  expect(document.activeElement).toBe(box('名称', 3))
  expect(rows.value[2]).toEqual({ name: '', grade: '1级', on: '', use: '' })
  await press(box('名称', 3), 'z', { ctrlKey: true })
  expect(rows.value).toHaveLength(2)
  await press(box('名称', 2), 'Delete', { ctrlKey: true })
  expect(rows.value.map((r) => r.name)).toEqual(['行1'])
  expect(page.find('[role=status]').text()).toBe('已删除第 2 行')
  await press(box('名称', 1), 'z', { ctrlKey: true })
  expect(rows.value.map((r) => r.name)).toEqual(['行1', '行2'])
})
