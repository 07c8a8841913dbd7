import type { RouteRecordRaw } from 'vue-router'

const view = { title: '年度工作总结', permission: 'view-summary' }

export default [
  { path: '/statistics/overview', component: () => import('./OverviewPage.vue'), meta: { title: '总体情况', permission: 'view-summary', menu: { section: '统计分析', order: 1 } } },
  { path: '/statistics/tracks', component: () => import('./TrackPage.vue'), meta: { title: '分类管理对比', permission: 'view-summary', menu: { section: '统计分析', order: 3 } } },
  { path: '/statistics/interval-calendar', component: () => import('./IntervalCalendar.vue'), meta: { title: '五年审核日历', permission: 'view-summary', menu: { section: '统计分析', order: 4 } } },
  { path: '/statistics/zones', component: () => import('./GroupPage.vue'), props: { by: 'zone' }, meta: { title: '分功能区统计', permission: 'view-zone', menu: { section: '统计分析', order: 5 } } },
  { path: '/statistics/sectors', component: () => import('./GroupPage.vue'), props: { by: 'sector' }, meta: { title: '分领域统计', permission: 'view-summary', menu: { section: '统计分析', order: 6 } } },
  { path: '/annual-summaries', component: () => import('./SummaryList.vue'), meta: { ...view, menu: { section: '统计分析', order: 2 } } },
  { path: '/annual-summaries/:id', component: () => import('./SummaryDetail.vue'), props: true, meta: view },
  { path: '/annual-summaries/:id/edit', component: () => import('./SummaryForm.vue'), props: true, meta: { title: '填写年度工作总结', permission: 'submit-summary' } },
] satisfies RouteRecordRaw[]
