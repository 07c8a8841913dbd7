import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/duplicates', component: () => import('./DuplicateList.vue'), meta: { title: '重复登记', permission: 'view-summary', menu: { section: '主体信息', order: 1.5 } } },
  { path: '/duplicates/:id', component: () => import('./DuplicateDetail.vue'), props: true, meta: { title: '疑似重复登记', permission: 'view-summary' } },
] satisfies RouteRecordRaw[]
