import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/', component: () => import('./Desk.vue'), meta: { title: '工作台', menu: { section: '', order: 0 } } },
] satisfies RouteRecordRaw[]
