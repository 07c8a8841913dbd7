import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/equivalences', component: () => import('./EquivalenceList.vue'), meta: { title: '视同开展', permission: 'view-listing', menu: { section: '名单与计划', order: 22 } } },
  { path: '/equivalences/new', component: () => import('./EquivalenceForm.vue'), meta: { title: '申请视同', permission: 'claim-equivalence' } },
  { path: '/equivalences/:id', component: () => import('./EquivalenceDetail.vue'), props: true, meta: { title: '视同开展', permission: 'view-listing' } },
  { path: '/equivalences/:id/edit', component: () => import('./EquivalenceForm.vue'), props: true, meta: { title: '修改视同申请', permission: 'claim-equivalence' } },
] satisfies RouteRecordRaw[]
