/** The columns of the tables of the dossier. Units and words are those that the server takes; what is computed is shown, not typed. */
export interface EntryColumn {
  key: string
  title: string
  kind: 'text' | 'number' | 'year' | 'date' | 'choice' | 'money' | 'computed'
  unit?: string
  width?: string
  options?: { value: string; label: string }[]
  /** Choices that depend on the row, such as the units of a kind of energy. */
  optionsOf?: (row: Record<string, unknown>) => { value: string; label: string }[]
}

const words = (list: string): { value: string; label: string }[] => list.split(' ').map((value) => ({ value, label: value }))

export const teamColumns: EntryColumn[] = [
  { key: 'name', title: '姓名', kind: 'text', width: '8em' },
  { key: 'post', title: '组内职务', kind: 'choice', width: '9em', options: words('组长 副组长 组员 外聘专家 咨询机构人员') },
  { key: 'department', title: '部门或单位', kind: 'text', width: '12em' },
  { key: 'title', title: '职务职称', kind: 'text', width: '9em' },
  { key: 'duty', title: '职责', kind: 'text', width: '14em' },
]
export const planColumns: EntryColumn[] = [
  { key: 'task', title: '工作内容', kind: 'text', width: '18em' },
  { key: 'from', title: '开始日期', kind: 'date', width: '9em' },
  { key: 'until', title: '完成日期', kind: 'date', width: '9em' },
  { key: 'department', title: '责任部门', kind: 'text', width: '12em' },
]
const productUnits = words('t 万t kg m 万m m² 万m² m³ 万m³ 件 万件 台 万台 套 辆 万辆 只 万只 重量箱 kWh 万kWh GJ L kL 万元')

export const sectionColumns: Record<string, EntryColumn[]> = {
  team: teamColumns,
  profile: [
    { key: 'year', title: '年份', kind: 'year', width: '6em' },
    { key: 'output_value_fen', title: '工业总产值', kind: 'money', unit: '万元', width: '11em' },
    { key: 'revenue_fen', title: '营业收入', kind: 'money', unit: '万元', width: '11em' },
    { key: 'tax_fen', title: '利税', kind: 'money', unit: '万元', width: '11em' },
  ],
  products: [
    { key: 'product', title: '产品', kind: 'text', width: '14em' },
    { key: 'year', title: '年份', kind: 'year', width: '6em' },
    { key: 'unit', title: '单位', kind: 'choice', width: '7em', options: productUnits },
    { key: 'capacity', title: '设计产能', kind: 'number', width: '9em' },
    { key: 'output', title: '实际产量', kind: 'number', width: '9em' },
    { key: 'rate', title: '产能利用率', kind: 'computed', unit: '%', width: '7em' },
  ],
  energy: [
    { key: 'carrier', title: '能源品种', kind: 'choice', width: '13em' },
    { key: 'year', title: '年份', kind: 'year', width: '6em' },
    { key: 'quantity', title: '消耗量', kind: 'number', width: '9em' },
    { key: 'unit', title: '单位', kind: 'choice', width: '7em' },
    { key: 'measured', title: '实测折标系数', kind: 'number', width: '8em' },
    { key: 'tce', title: '折标准煤', kind: 'computed', unit: 't', width: '8em' },
  ],
  water: [
    { key: 'source', title: '水源', kind: 'choice', width: '9em', options: words('自来水 地表水 地下水 再生水 海水淡化水 其他') },
    { key: 'year', title: '年份', kind: 'year', width: '6em' },
    { key: 'fresh', title: '新鲜水取水量', kind: 'number', width: '9em' },
    { key: 'reused', title: '重复利用水量', kind: 'number', width: '9em' },
    { key: 'unit', title: '单位', kind: 'choice', width: '7em', options: words('m³ 万m³') },
  ],
  emissions: [
    { key: 'medium', title: '类别', kind: 'choice', width: '9em', options: words('废水 废气 一般固体废物 危险废物 噪声') },
    { key: 'pollutant', title: '污染物或废物', kind: 'text', width: '11em' },
    { key: 'outlet', title: '环节或排放口', kind: 'text', width: '10em' },
    { key: 'year', title: '年份', kind: 'year', width: '6em' },
    { key: 'amount', title: '排放量', kind: 'number', width: '8em' },
    { key: 'unit', title: '单位', kind: 'choice', width: '6em', options: words('t kg 万t 万m³ dB(A)') },
    { key: 'permit_amount', title: '许可排放量', kind: 'number', width: '8em' },
    { key: 'concentration', title: '排放浓度', kind: 'number', width: '7em' },
    { key: 'limit', title: '浓度限值', kind: 'number', width: '7em' },
    { key: 'concentration_unit', title: '浓度单位', kind: 'choice', width: '7em', options: words('mg/L mg/m³ μg/m³ kg/t ng-TEQ/m³ dB(A) 倍 无量纲') },
    { key: 'standard', title: '执行标准', kind: 'text', width: '12em' },
    { key: 'over', title: '超标情况', kind: 'computed', width: '7em' },
    { key: 'note', title: '备注', kind: 'text', width: '10em' },
  ],
  targets: [
    { key: 'item', title: '指标', kind: 'text', width: '13em' },
    { key: 'unit', title: '单位', kind: 'text', width: '7em' },
    { key: 'present', title: '现状值', kind: 'number', width: '7em' },
    { key: 'target', title: '近期目标', kind: 'number', width: '7em' },
    { key: 'percent', title: '降低幅度', kind: 'computed', unit: '%', width: '6em' },
    { key: 'due_on', title: '完成日期', kind: 'date', width: '9em' },
    { key: 'long_target', title: '中远期目标', kind: 'number', width: '7em' },
    { key: 'long_percent', title: '降低幅度', kind: 'computed', unit: '%', width: '6em' },
    { key: 'basis', title: '设定依据', kind: 'text', width: '12em' },
    { key: 'actual', title: '完成值', kind: 'number', width: '7em' },
    { key: 'attained', title: '完成情况', kind: 'computed', width: '6em' },
  ],
}
