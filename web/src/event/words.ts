/** What is said of each kind of event before it is reported, in the order of the form; what an approval brings is said by the server. */
export const kindHints: Record<string, string> = {
  standstill: '长期停止生产。批准以后，企业的期限自停产之日起停止计算',
  resumption: '停产以后恢复生产。期限按停止的天数顺延',
  closure: '企业或者一个厂区不再生产，例如注销、关停、拆除',
  relocation: '一个厂区迁到新的地址',
  rename: '营业执照上的名称变更',
  conversion: '一个厂区改做其他行业',
  merger: '企业或者一个厂区被另一家企业并购',
}

export function effectiveHint(kind: string): string {
  switch (kind) {
    case 'standstill':
      return '实际停止生产的日期，不早于名单公布之日'
    case 'resumption':
      return '实际恢复生产的日期'
    case 'rename':
      return '准予变更登记的日期'
    default:
      return '变化实际发生的日期'
  }
}

/** Whose turn it is in a state. */
export const turns: Record<string, { who: string; what: string; next?: string }> = {
  draft: { who: '申报的一方', what: '上传证明材料并提交申报', next: '县级分局审查' },
  reported: { who: '县级分局', what: '审查是否属实', next: '市生态环境局决定' },
  examined: { who: '市生态环境局', what: '决定是否批准', next: '批准以后，审核、期限和清单随之办理' },
  returned: { who: '申报的一方', what: '按意见补正后重新提交' },
}
