import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/files/:id', component: () => import('./FilePage.vue'), props: true, meta: { title: '文件', permission: 'use-desk' } },
] satisfies RouteRecordRaw[]
