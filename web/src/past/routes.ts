import type { RouteRecordRaw } from 'vue-router'

const meta = { title: '往日名册', permission: 'view-listing' }

export default [
  { path: '/past/enterprises', component: () => import('./RegisterThen.vue'), meta: { ...meta, menu: { section: '名单与计划', order: 24 } } },
  { path: '/past/list-rows', component: () => import('./ListThen.vue'), meta },
  { path: '/past/changes', component: () => import('./ChangePage.vue'), meta },
] satisfies RouteRecordRaw[]
