import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/deadlines', component: () => import('./DeadlineList.vue'), meta: { title: '法定期限', permission: 'view-audit', menu: { section: '', order: 2 } } },
] satisfies RouteRecordRaw[]
