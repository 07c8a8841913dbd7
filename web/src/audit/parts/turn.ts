/** Whose turn it is in each state of an audit, and what comes next, in words for people. Display only: what may be done is said by the server. */
export interface Turn {
  who: string
  what: string
  next: string
  /** The clock that runs for this duty. */
  rule: string
}

const turns: Record<string, Turn> = {
  listed: { who: '企业', what: '公开企业信息并启动审核', next: '按七个阶段开展审核', rule: 'start-audit' },
  ongoing: { who: '企业', what: '完成七个阶段并提交审核报告', next: '申请评估，由市生态环境局组织', rule: 'submit-report' },
  reported: { who: '企业', what: '申请评估', next: '市生态环境局受理并组织专家评估', rule: '' },
  'under-evaluation': { who: '市生态环境局', what: '受理申请、组织评估并作出结论', next: '按结论推进、补充完善或者重新开展', rule: 'evaluate' },
  supplementing: { who: '企业', what: '按技术审查意见补充完善并报送', next: '市生态环境局复核确认', rule: 'supplement' },
  implementing: { who: '企业', what: '实施中/高费方案，完成后申请验收', next: '市生态环境局组织验收', rule: 'implement-options' },
  'under-acceptance': { who: '市生态环境局', what: '受理申请、组织验收并作出结论', next: '结果上报省生态环境厅公布', rule: 'accept' },
  accepted: { who: '省生态环境厅', what: '公布验收结果', next: '企业持续清洁生产；双有企业五年内开展下一轮', rule: 'publish-result' },
  failed: { who: '市生态环境局', what: '决定限期整改或者重新开展审核', next: '企业按决定整改或者重新审核', rule: 'publish-result' },
  rectifying: { who: '企业', what: '完成整改并报送，再次申请验收', next: '市生态环境局再次组织验收', rule: 'rectify' },
  suspended: { who: '市生态环境局', what: '在中止原因消除后恢复审核', next: '从中止前的环节继续', rule: '' },
  superseded: { who: '企业', what: '在新的一轮中开展审核', next: '本轮不再办理', rule: '' },
  terminated: { who: '无', what: '本轮审核已终止', next: '不再办理', rule: '' },
}

export function turnOf(state: string): Turn {
  return turns[state] ?? { who: '', what: '', next: '', rule: '' }
}
