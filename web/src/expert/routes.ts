import type { RouteRecordRaw } from 'vue-router'

const view = { title: '专家库', permission: 'view-expert' }

export default [
  { path: '/experts', component: () => import('./ExpertList.vue'), meta: { ...view, menu: { section: '评估与验收', order: 3 } } },
  { path: '/experts/new', component: () => import('./ExpertForm.vue'), meta: { title: '登记专家', permission: 'keep-expert' } },
  { path: '/experts/:id', component: () => import('./ExpertDetail.vue'), props: true, meta: view },
  { path: '/experts/:id/edit', component: () => import('./ExpertForm.vue'), props: true, meta: { title: '修改专家信息', permission: 'keep-expert' } },
] satisfies RouteRecordRaw[]
