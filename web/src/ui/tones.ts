/**
 * Which tone (colour and shape) a state has: docs/design-language.md 4. The words come from the server, tones are design.
 * By kind, as in /meta: "audit.state". What stands nowhere is idle.
 */
export type Tone = 'idle' | 'doing' | 'waiting' | 'back' | 'done' | 'bad' | 'closed'

const table: Record<string, Partial<Record<Tone, string>>> = {
  'account.state': { waiting: 'pending', done: 'active', closed: 'disabled' },
  'agency.state': { done: 'visible' },
  'annual_list.state': { idle: 'draft', doing: 'publishing', done: 'published' },
  'annual_plan.state': { idle: 'draft', waiting: 'submitted', back: 'returned', done: 'verified consolidated' },
  'annual_summary.state': { idle: 'draft', waiting: 'submitted', back: 'returned', done: 'received' },
  'appraisal.state': { waiting: 'applied docketed marked reported', doing: 'panel-set', back: 'completion-requested', done: 'concluded published', bad: 'declined' },
  'appraisal.outcome': { done: 'pass proceed', back: 'supplement', bad: 'fail redo' },
  'audit.state': {
    idle: 'listed',
    doing: 'ongoing implementing',
    waiting: 'reported under-evaluation under-acceptance',
    back: 'supplementing rectifying suspended',
    done: 'accepted',
    bad: 'failed',
    closed: 'superseded terminated',
  },
  'audit_stage.state': { idle: 'open', doing: 'ongoing', done: 'complete' },
  'candidate.state': { waiting: 'open', done: 'taken', closed: 'dismissed' },
  'claim.state': { waiting: 'issued', done: 'used', bad: 'locked', closed: 'expired replaced withdrawn' },
  'cp_option.state': { idle: 'planned', doing: 'ongoing', done: 'done', closed: 'dropped' },
  'delivery.state': { waiting: 'waiting', done: 'sent', bad: 'failed' },
  'disclosure.state': { idle: 'draft', waiting: 'submitted', back: 'returned', done: 'checked' },
  'dossier_comment.state': { back: 'open', done: 'resolved' },
  'dossier_return.state': { back: 'returned', waiting: 'resubmitted', done: 'settled', closed: 'withdrawn' },
  'engagement.state': { waiting: 'offered agreed', doing: 'running', done: 'ended', back: 'declined', closed: 'cancelled withdrawn' },
  'unit_list.state': { doing: 'draft', done: 'approved', closed: 'discarded' },
  'duplicate.state': { waiting: 'open', done: 'merged', closed: 'dismissed' },
  'enterprise.state': { done: 'operating', back: 'suspended', closed: 'closed' },
  'enterprise_event.state': { idle: 'draft', waiting: 'reported examined', back: 'returned', done: 'approved', bad: 'refused', closed: 'withdrawn undone' },
  'equivalence.state': { idle: 'draft', waiting: 'submitted', back: 'returned', done: 'granted', bad: 'refused lapsed lost', closed: 'withdrawn' },
  'expert.state': { done: 'active', back: 'suspended', closed: 'removed' },
  'index_system.state': { idle: 'draft', waiting: 'proposed', done: 'released', closed: 'discarded' },
  'inventory_entry.state': { waiting: 'proposed leaving', done: 'active', closed: 'declined retired' },
  'job.state': { idle: 'waiting', doing: 'running', done: 'done', bad: 'failed' },
  'notice.state': { idle: 'prepared', waiting: 'served', done: 'received', closed: 'withdrawn' },
  'panel_member.state': { idle: 'invited', doing: 'joined', done: 'submitted', closed: 'recused replaced' },
  'past.change': { done: 'added', back: 'changed', closed: 'gone' },
  'past.standing': { done: 'listed', bad: 'withdrawn', closed: 'ended' },
  'petition.state': { idle: 'draft', waiting: 'submitted appealed', done: 'granted appeal-granted', bad: 'refused upheld', closed: 'withdrawn' },
  'plan_item.state': { waiting: 'proposed confirmed energy-verified', back: 'returned', done: 'verified published', closed: 'excluded withdrawn' },
  'delegation.state': { doing: 'arranged', closed: 'ended' },
  'recovery.state': { waiting: 'requested checked', doing: 'confirmed', done: 'used', closed: 'declined expired' },
  'site.state': { done: 'operating', closed: 'closed' },
}

const tones = new Map<string, Tone>()
for (const [kind, byTone] of Object.entries(table))
  for (const [tone, values] of Object.entries(byTone)) for (const value of values.split(' ')) tones.set(`${kind}=${value}`, tone as Tone)

export function toneOf(kind: string, value: string): Tone {
  return tones.get(`${kind}=${value}`) ?? 'idle'
}
