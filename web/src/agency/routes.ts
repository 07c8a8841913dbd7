import type { RouteRecordRaw } from 'vue-router'

const view = { title: '咨询服务机构', permission: 'view-agency' }

export default [
  { path: '/agencies', component: () => import('./AgencyList.vue'), meta: { ...view, menu: { section: '主体信息', order: 4 } } },
  { path: '/agencies/new', component: () => import('./AgencyForm.vue'), meta: { title: '登记咨询服务机构', permission: 'view-agency' } },
  { path: '/agencies/:id', component: () => import('./AgencyDetail.vue'), props: true, meta: view },
  { path: '/agencies/:id/edit', component: () => import('./AgencyForm.vue'), props: true, meta: { title: '修改机构信息', permission: 'view-agency' } },
] satisfies RouteRecordRaw[]
