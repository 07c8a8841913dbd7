import type { RouteRecordRaw } from 'vue-router'

const view = { title: '咨询服务机构', permission: 'view-agency' }

export default [
  { path: '/agencies', component: () => import('./AgencyList.vue'), meta: { ...view, menu: { section: '主体信息', order: 4 } } },
  { path: '/engagements', component: () => import('./EngagementList.vue'), meta: { title: '委托关系', permission: 'view-audit', menu: { section: '清洁生产审核', order: 4 } } },
  { path: '/engagements/:id', component: () => import('./EngagementDetail.vue'), props: true, meta: { title: '委托关系', permission: 'view-audit' } },
  { path: '/agencies/new', component: () => import('./AgencyForm.vue'), meta: { title: '登记咨询服务机构', permission: 'view-agency' } },
  { path: '/agencies/:id', component: () => import('./AgencyDetail.vue'), props: true, meta: view },
  { path: '/agencies/:id/edit', component: () => import('./AgencyForm.vue'), props: true, meta: { title: '修改机构信息', permission: 'view-agency' } },
] satisfies RouteRecordRaw[]
