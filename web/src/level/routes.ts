import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/audits/:id/level', component: () => import('./LevelPage.vue'), props: true, meta: { title: '清洁生产水平', permission: 'view-audit' } },
  { path: '/self-check-import', component: () => import('./SelfCheckImport.vue'), meta: { title: '带入自查结果', permission: 'fill-audit' } },
] satisfies RouteRecordRaw[]
