import type { RouteRecordRaw } from 'vue-router'

const section = '名单与计划'
export default [
  { path: '/petitions', component: () => import('./PetitionList.vue'), meta: { title: '移出和延期申请', permission: 'view-listing', menu: { section, order: 21 } } },
  { path: '/petitions/new', component: () => import('./PetitionForm.vue'), meta: { title: '提出申请', permission: 'file-petition' } },
  { path: '/petitions/:id', component: () => import('./PetitionDetail.vue'), props: true, meta: { title: '移出和延期申请', permission: 'view-listing' } },
  { path: '/petitions/:id/edit', component: () => import('./PetitionForm.vue'), props: true, meta: { title: '修改申请', permission: 'file-petition' } },
  { path: '/petition-statistics', component: () => import('./PetitionStatistics.vue'), meta: { title: '申请理由统计', permission: 'view-summary', menu: { section: '统计分析', order: 20 } } },
] satisfies RouteRecordRaw[]
