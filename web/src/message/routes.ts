import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/messages', component: () => import('./Messages.vue'), meta: { title: '消息', menu: { section: '', order: 1 } } },
] satisfies RouteRecordRaw[]
