import type { RouteRecordRaw } from 'vue-router'

const view = { title: '功能区', permission: 'view-zone' }

export default [
  { path: '/zones', component: () => import('./ZoneList.vue'), meta: { ...view, menu: { section: '主体信息', order: 6 } } },
  { path: '/zones/new', component: () => import('./ZoneForm.vue'), meta: { title: '设立功能区', permission: 'keep-zone' } },
  { path: '/zones/:id', component: () => import('./ZoneDetail.vue'), props: true, meta: view },
  { path: '/zones/:id/edit', component: () => import('./ZoneForm.vue'), props: true, meta: { title: '修改功能区', permission: 'keep-zone' } },
] satisfies RouteRecordRaw[]
