/** The grounds that belong to each kind of petition; their words come from the server. */
export const groundsOf: Record<string, string[]> = {
  removal: ['closed', 'moved', 'unfounded', 'audited', 'duplicate', 'other-removal'],
  postponement: ['standstill', 'force-majeure', 'supply', 'monitoring', 'funds', 'other-postponement'],
}

/** Whose turn it is in a state. */
export const turns: Record<string, { who: string; what: string; next?: string }> = {
  draft: { who: '企业', what: '上传证明材料并提交申请', next: '市生态环境局决定' },
  submitted: { who: '市生态环境局', what: '决定是否准予' },
  refused: { who: '企业', what: '不服的，在期限内申请一次复核', next: '没有申请的，决定生效' },
  appealed: { who: '省生态环境厅', what: '复核原决定' },
}
