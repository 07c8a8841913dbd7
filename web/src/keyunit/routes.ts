import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/unit-lists', component: () => import('./UnitListList.vue'), meta: { title: '重点单位名录', permission: 'view-summary', menu: { section: '主体信息', order: 1.6 } } },
  { path: '/unit-lists/new', component: () => import('./UnitListForm.vue'), meta: { title: '登记名录', permission: 'edit-enterprise' } },
  { path: '/unit-lists/:id/edit', component: () => import('./UnitListForm.vue'), props: true, meta: { title: '修改名录', permission: 'edit-enterprise' } },
  { path: '/unit-lists/:id', component: () => import('./UnitListDetail.vue'), props: true, meta: { title: '重点单位名录', permission: 'view-summary' } },
] satisfies RouteRecordRaw[]
