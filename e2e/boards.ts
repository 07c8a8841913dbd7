// A real audit of a maker of circuit boards, as the sheets of a spreadsheet from which its consultant copies. The case lies beside the
// project and is never part of it; where it is absent, its journey is left out.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const path = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'shared/data/peers/pcb_audit_case.json')
export const there = existsSync(process.env['QINGSHEN_CASE'] ?? path)

type Line = Record<string, string | number>
interface Case {
  production: Line[]
  output_value_10k_yuan: Line
  tax_10k_yuan: Line
  raw_materials: Line[]
  water_2022_m3: Line[]
  electricity_2022_kwh: Line[]
  equipment: Line[]
  pollutant_sources: string[][]
  gas_monitoring_2022: Line[]
  noise_2022_dBA: Line[]
  wastewater_pH: Line[]
  solid_waste: Line[]
  _rating_oracle_2022: { rows: { indicator: string; value: number; thresholds_I_II_III: number[]; lower_is_better: boolean; rating_by_thresholds: string; rating_shown_by_peer_system: string }[] }
}
export const years = [2020, 2021, 2022]
export function boards(): Case {
  return JSON.parse(readFileSync(process.env['QINGSHEN_CASE'] ?? path, 'utf8')) as Case
}

const cell = (value: unknown): string => (value === undefined ? '' : String(value as string | number))
const block = (...lines: unknown[][]): string => lines.map((line) => line.map(cell).join('\t')).join('\n') + '\n'
const each = (line: Line, before: string, behind = ''): unknown[] => years.map((year) => line[`${before}${String(year)}${behind}`])
const parted = (words: string): [name: string, unit: string] => [words.slice(0, words.lastIndexOf(' ')), words.slice(words.lastIndexOf(' ') + 1)]

/** Each sheet with the headings of a report: years side by side, units below the headings or in them, totals at the end. */
export function sheets(c: Case): Record<string, string> {
  const heads = years.map((year) => `${String(year)}年`)
  return {
    economy: block(['年份', '工业总产值', '利税'], ['', '万元', '万元'], ...years.map((year) => [year, c.output_value_10k_yuan[String(year)], c.tax_10k_yuan[String(year)]])),
    products: block(['产品', '单位', ...heads], ...c.production.map((r) => [r['product'], r['unit'], ...each(r, 'y')])),
    materials: block(
      ['用于产品', '用途', '原辅材料', '单位', '年用量', '', '', '单位产品消耗', '', '', '填报的单耗单位'],
      ['', '', '', '', ...heads, ...heads, ''],
      ...c.raw_materials.map((r) => [...(r['used_for'] === '废水站' ? ['', '废水处理'] : [r['used_for'], '']), r['material'], r['unit'], ...each(r, 'y'), ...each(r, 'per_m2_'), `${cell(r['unit'])}/m²`]),
    ),
    energy: block(['能源品种', '部位', '年份', '消耗量（kWh）'], ...c.electricity_2022_kwh.map((r) => ['电力', r['where'] || r['type'], 2022, r['kwh']])),
    water: block(['水源', '用途或部位', '年份', '新鲜水取水量'], ['', '', '', 'm³'], ...c.water_2022_m3.map((r) => ['自来水', r['where'] || r['type'], 2022, r['m3']])),
    equipment: block(['设备名称', '型号', '功率（kW）', '数量（台）', '使用部位'], ...c.equipment.map((r) => [r['name'], r['model'], r['power'], r['qty'], r['where']])),
    processes: block(['单元操作', '产污', '说明'], ...c.pollutant_sources.map(([, kind, unit, what, treated]) => [unit, `${cell(kind)}：${cell(what)}`, treated])),
    measurements: block(
      ['监测点位', '监测项目', '监测日期', '单位', '监测结果', '限值'],
      ...c.gas_monitoring_2022.map((r) => [r['point'], parted(cell(r['item']))[0], '', parted(cell(r['item']))[1], r['result'], r['limit']]),
      ...c.noise_2022_dBA.flatMap((r) => [['昼间', r['day']], ['夜间', r['night']]].map(([when, value]) => [`${cell(r['no'])} ${cell(r['where'])}`, `${cell(when)}噪声`, '', 'dB(A)', value, '---'])),
      ...c.wastewater_pH.map((r) => ['废水排放口', 'pH值', r['date'], '无量纲', r['pH'], '']),
    ),
    waste: block(['废物代码', '废物名称', ...years.map((year) => `${String(year)}年产生量（t）`)], ...c.solid_waste.filter((r) => r['kind'] === '危险固废').map((r) => ['HW22', r['name'], ...each(r, 'y', '_t')])),
    emissions: block(['类别', '污染物', '单位', ...years.map((year) => `${String(year)}年产生量`)], ...c.solid_waste.filter((r) => r['kind'] === '一般固废').map((r) => ['一般固体废物', r['name'], 't', ...each(r, 'y', '_t')])),
  }
}

/** The indicators of the case with the values of their levels, as a sheet of an index system. */
export function indicatorSheet(c: Case): string {
  const heads = ['一级指标', '一级指标权重', '二级指标', '计量单位', '二级指标权重', 'Ⅰ级基准值', 'Ⅱ级基准值', 'Ⅲ级基准值', '限定性指标']
  const { rows } = c._rating_oracle_2022
  const lines = rows.map((r, i) => {
    const [name, unit] = parted(r.indicator)
    const sign = r.lower_is_better ? '≤' : '≥'
    return ['资源能源消耗', '1', name, unit, i ? '0.16' : '0.2', ...r.thresholds_I_II_III.map((limit) => `${sign}${String(limit)}`), '否']
  })
  return [heads, ...lines].map((line) => line.join(',')).join('\n') + '\n'
}
/** The levels that follow from the values, where a person had put others: Ⅱ级 for Ⅱ. */
export const levels = (c: Case): { name: string; value: number; level: string }[] => c._rating_oracle_2022.rows.map((r) => ({ name: parted(r.indicator)[0], value: r.value, level: r.rating_by_thresholds.startsWith('未') ? r.rating_by_thresholds : `${r.rating_by_thresholds}级` }))
