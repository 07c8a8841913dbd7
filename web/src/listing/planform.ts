/** The form of an annual plan: what the page edits, how it comes from the record and goes back. Counts are text while typed. */
import type { components } from '@/api/schema'

type Plan = components['schemas']['Plan']
export interface ScheduleLine {
  step: string
  month: string
  rows: string
  note: string
}
export interface TrainingLine {
  month: string
  audience: string
  topic: string
  persons: string
}
export interface ParkLine {
  name: string
  members: string
  until: string
  note: string
}
export interface PlanForm {
  goals: string
  responsible: string
  responsible_post: string
  contact: string
  approved_by: string
  approved_on: string
  evaluation_budget_fen: number
  acceptance_budget_fen: number
  budget_source: string
  schedule: ScheduleLine[]
  expert_count: string
  panel_count: string
  experts: string
  trainings: TrainingLine[]
  training: string
  parks: ParkLine[]
  note: string
  version: number
}

const text = (n: number | undefined): string => (n ? String(n) : '')
const whole = (typed: string): number => Number.parseInt(typed, 10) || 0

export const scheduleLine = (line: components['schemas']['ScheduleLine']): ScheduleLine => ({ step: line.step, month: line.month, rows: text(line.rows), note: line.note ?? '' })

export function formOfPlan(p: Plan): PlanForm {
  return {
    goals: p.goals,
    responsible: p.responsible,
    responsible_post: p.responsible_post,
    contact: p.contact,
    approved_by: p.approved_by,
    approved_on: p.approved_on,
    evaluation_budget_fen: p.evaluation_budget_fen,
    acceptance_budget_fen: p.acceptance_budget_fen,
    budget_source: p.budget_source,
    schedule: p.schedule.map(scheduleLine),
    expert_count: text(p.expert_count),
    panel_count: text(p.panel_count),
    experts: p.experts,
    trainings: p.trainings.map((line) => ({ month: line.month, audience: line.audience as string, topic: line.topic, persons: text(line.persons) })),
    training: p.training,
    parks: p.parks.map((line) => ({ name: line.name, members: text(line.members), until: line.until ?? '', note: line.note ?? '' })),
    note: p.note,
    version: p.version,
  }
}

export function planBody({ version, ...form }: PlanForm): components['schemas']['PlanInput'] {
  void version // goes in the header
  return {
    ...form,
    expert_count: whole(form.expert_count),
    panel_count: whole(form.panel_count),
    schedule: form.schedule.map((line) => ({ ...line, rows: whole(line.rows) })) as components['schemas']['ScheduleLine'][],
    trainings: form.trainings.map((line) => ({ ...line, persons: whole(line.persons) })) as components['schemas']['TrainingLine'][],
    parks: form.parks.map((line) => ({ ...line, members: whole(line.members) })),
  }
}

export const planLabels: Record<string, string> = {
  goals: '工作目标',
  responsible: '责任人',
  responsible_post: '责任人职务',
  contact: '联系人和电话',
  approved_by: '批准人',
  approved_on: '批准日期',
  evaluation_budget_fen: '评估经费预算',
  acceptance_budget_fen: '验收经费预算',
  budget_source: '经费来源',
  schedule: '月度安排',
  'schedule.*.step': '工作环节',
  'schedule.*.month': '月份',
  'schedule.*.rows': '家数',
  'schedule.*.note': '安排',
  expert_count: '拟使用专家',
  panel_count: '拟组织专家组',
  experts: '专家安排',
  trainings: '年度培训计划',
  'trainings.*.month': '月份',
  'trainings.*.audience': '培训对象',
  'trainings.*.topic': '培训内容',
  'trainings.*.persons': '人数',
  training: '培训安排的说明',
  parks: '整体审核试点',
  'parks.*.name': '园区或产业集群名称',
  'parks.*.members': '企业数',
  'parks.*.until': '完成月份',
  'parks.*.note': '试点安排',
  note: '其他说明',
  items: '列入计划的企业',
}
