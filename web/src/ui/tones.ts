/**
 * Which tone (colour and shape) a state has. Words come from the server, tones are design: docs/design-language.md 4.
 * Values are looked up as "kind=value" first, then "value"; what stands nowhere is idle.
 */
export type Tone = 'idle' | 'doing' | 'waiting' | 'back' | 'done' | 'bad' | 'closed'

const groups: Record<Tone, string> = {
  idle: 'draft listed candidate pending planned new unread invited inactive unknown none annual_plan.state=draft notice.state=prepared',
  doing: 'ongoing implementing started running active preparing rectifying marking open drafting correcting queued',
  waiting:
    'reported submitted under-evaluation under_evaluation under-acceptance under_acceptance docketed reviewing consolidated proposed applied received scheduled meeting issued notified published-draft plan_item.state=confirmed plan_item.state=energy-verified annual_list.state=publishing inventory_entry.state=leaving',
  back: 'supplementing supplement returned suspended completing request-completion withdrawn extended postponed paused locked recused',
  done: 'accepted passed pass published proceed concluded completed done approved confirmed valid met enabled verified closed-ok paid corrected met-late recognised recognized inventory_entry.state=active annual_plan.state=consolidated notice.state=received',
  bad: 'failed fail overdue redo declined rejected penalised penalized invalid falsified refused expired disabled blocked revoked',
  closed: 'terminated superseded removed exempt exempted cancelled canceled closed archived retired dissolved merged stopped plan_item.state=excluded notice.state=withdrawn inventory_entry.state=declined',
}

const byValue = new Map<string, Tone>(
  (Object.entries(groups) as [Tone, string][]).flatMap(([tone, values]) => values.split(' ').map((value) => [value, tone] as const)),
)

export function toneOf(kind: string, value: string): Tone {
  return byValue.get(`${kind}=${value}`) ?? byValue.get(value) ?? 'idle'
}
