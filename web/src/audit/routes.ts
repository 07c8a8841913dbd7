import type { RouteRecordRaw } from 'vue-router'

const view = { title: '审核项目', permission: 'view-audit' }

export default [
  { path: '/audits', component: () => import('./AuditList.vue'), meta: { ...view, menu: { section: '清洁生产审核', order: 1 } } },
  { path: '/disclosures', component: () => import('./DisclosureList.vue'), meta: { title: '企业信息公开', permission: 'view-audit', menu: { section: '清洁生产审核', order: 2 } } },
  { path: '/dossier-checks', component: () => import('./InspectionList.vue'), meta: { title: '书面检查情况', permission: 'view-summary', menu: { section: '清洁生产审核', order: 5 } } },
  { path: '/audits/:id/likeness', component: () => import('./LikenessView.vue'), props: true, meta: { title: '雷同比对', permission: 'view-summary' } },
  { path: '/audits/:id', component: () => import('./AuditDetail.vue'), props: true, meta: view },
  { path: '/audits/:id/start', component: () => import('./StartForm.vue'), props: true, meta: { title: '启动审核', permission: 'run-audit' } },
  { path: '/audits/:id/engage', component: () => import('./EngageForm.vue'), props: true, meta: { title: '邀请咨询服务机构', permission: 'run-audit' } },
  { path: '/audits/:id/stages/:stage', component: () => import('./StageForm.vue'), props: true, meta: { title: '审核阶段', permission: 'view-audit' } },
  { path: '/audits/:id/dossier/:section', component: () => import('./DossierForm.vue'), props: true, meta: { title: '审核资料', permission: 'view-audit' } },
  { path: '/audits/:id/comments', component: () => import('./CommentList.vue'), props: true, meta: { title: '批注', permission: 'view-audit' } },
  { path: '/audits/:id/returns', component: () => import('./ReturnList.vue'), props: true, meta: { title: '退回补正', permission: 'view-audit' } },
  { path: '/audits/:id/print', component: () => import('./DossierPrint.vue'), props: true, meta: { title: '打印审核资料', permission: 'view-audit' } },
  { path: '/audits/:id/rebase', component: () => import('./RebaseForm.vue'), props: true, meta: { title: '审核资料表单的版本', permission: 'view-audit' } },
  { path: '/audits/:id/findings', component: () => import('./FindingList.vue'), props: true, meta: { title: '资料检查', permission: 'view-audit' } },
  { path: '/audits/:id/options', component: () => import('./OptionList.vue'), props: true, meta: { title: '清洁生产方案', permission: 'view-audit' } },
  { path: '/audits/:id/options/:option', component: () => import('./OptionForm.vue'), props: true, meta: { title: '清洁生产方案', permission: 'view-audit' } },
  { path: '/audits/:id/disclosure', component: () => import('./DisclosureDetail.vue'), props: true, meta: { title: '企业信息公开', permission: 'view-audit' } },
  { path: '/audits/:id/report-draft', component: () => import('./ReportDraft.vue'), props: true, meta: { title: '审核报告', permission: 'view-audit' } },
  { path: '/audits/:id/report', component: () => import('./ReportForm.vue'), props: true, meta: { title: '提交审核报告', permission: 'run-audit' } },
] satisfies RouteRecordRaw[]
