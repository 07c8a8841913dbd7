import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/performance', component: () => import('./PerformancePage.vue'), meta: { title: '审核绩效', permission: 'view-summary', menu: { section: '统计分析', order: 7 } } },
  { path: '/abatement', component: () => import('./AbatementPage.vue'), meta: { title: '减污降碳协同', permission: 'view-summary', menu: { section: '统计分析', order: 8 } } },
  { path: '/audits/:id/performance', component: () => import('./RoundPage.vue'), props: true, meta: { title: '绩效表', permission: 'view-audit' } },
] satisfies RouteRecordRaw[]
