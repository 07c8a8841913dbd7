/** Whose turn it is in each state of an appraisal, and the path of the case, in words for people. What may be done is said by the server. */
import type { Step } from '@/ui/StepTrail.vue'

export interface Turn {
  who: string
  what: string
  next: string
}

export function turnOf(state: string, kind: string): Turn {
  const turns: Record<string, Turn> = {
    applied: { who: '市生态环境局', what: '审查申请材料，决定受理或者一次性告知补正', next: '受理后组建专家组' },
    'completion-requested': { who: '企业', what: '按告知内容补正申请材料', next: '市生态环境局再次审查' },
    declined: { who: '无', what: '本次申请已经结束', next: '企业可以在条件具备后再次申请' },
    docketed: { who: '市生态环境局', what: '抽取或者指定专家，组建专家组', next: '专家独立评审打分' },
    'panel-set': { who: '专家组', what: '声明无利害关系，查阅资料，各自独立打分', next: '全部提交后由市生态环境局作出结论' },
    marked: { who: '市生态环境局', what: '填写评审意见，作出结论', next: kind === 'acceptance' ? '结果上报省生态环境厅公布' : '结论和意见反馈企业' },
    concluded: kind === 'acceptance' ? { who: '市生态环境局', what: '把验收结果上报省生态环境厅', next: '省生态环境厅公布' } : { who: '企业', what: '按评审意见落实', next: '在审核项目中继续办理' },
    reported: { who: '省生态环境厅', what: '公布验收结果', next: '结果向社会公开' },
    published: { who: '无', what: '结果已经公布', next: '不再变动' },
  }
  return turns[state] ?? { who: '', what: '', next: '' }
}

interface Dated {
  state: string
  kind: string
  applied_on: string
  docketed_on: string
  meeting_on: string
  concluded_on: string
  reported_on: string
  published_on: string
}

export function trailOf(a: Dated): Step[] {
  const order = ['applied', 'docketed', 'panel-set', 'marked', 'concluded', 'reported', 'published']
  const back = a.state === 'completion-requested' || a.state === 'declined'
  const at = back ? -1 : order.indexOf(a.state)
  const steps = [
    { key: 'applied', title: '申请', note: a.applied_on },
    { key: 'docketed', title: '受理', note: a.docketed_on },
    { key: 'panel-set', title: '专家评审', note: a.meeting_on },
    { key: 'concluded', title: '结论', note: a.concluded_on },
    ...(a.kind === 'acceptance' ? [{ key: 'reported', title: '上报', note: a.reported_on }, { key: 'published', title: '公布', note: a.published_on }] : []),
  ]
  // A step is done once its own state is behind or reached; the first that is not is where the case stands.
  const reached: Record<string, boolean> = {
    applied: at >= 0, docketed: at >= 1, 'panel-set': at >= 3, concluded: at >= 4, reported: at >= 5, published: at >= 6,
  }
  let now = false
  return steps.map(({ key, title, note }) => {
    if (reached[key]) return { key, title, note, state: 'done' as const }
    const state = now ? ('todo' as const) : back ? ('back' as const) : ('now' as const)
    now = true
    return { key, title, note: note || undefined, state }
  })
}
