import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/enterprises', component: () => import('./EnterpriseList.vue'), meta: { title: '企业', permission: 'view-enterprise', menu: { section: '主体信息', order: 1 } } },
  { path: '/enterprises/new', component: () => import('./EnterpriseForm.vue'), meta: { title: '登记企业', permission: 'edit-enterprise' } },
  { path: '/enterprises/import', component: () => import('./EnterpriseImport.vue'), meta: { title: '批量导入企业', permission: 'import-enterprise' } },
  { path: '/enterprises/:id', component: () => import('./EnterpriseDetail.vue'), props: true, meta: { title: '企业', permission: 'view-enterprise' } },
  { path: '/enterprises/:id/edit', component: () => import('./EnterpriseForm.vue'), props: true, meta: { title: '修改企业信息', permission: 'edit-enterprise' } },
  { path: '/enterprises/:id/sites/new', component: () => import('./SiteForm.vue'), props: true, meta: { title: '登记厂区', permission: 'edit-enterprise' } },
  { path: '/enterprises/:id/facts', component: () => import('./FactList.vue'), props: true, meta: { title: '年度事实', permission: 'view-enterprise' } },
  { path: '/enterprises/:id/facts/new', component: () => import('./FactForm.vue'), props: true, meta: { title: '登记年度事实', permission: 'record-fact' } },
  { path: '/site-facts', component: () => import('./FactList.vue'), meta: { title: '年度事实', permission: 'record-fact', menu: { section: '主体信息', order: 1.5 } } },
  { path: '/site-facts/import', component: () => import('./FactImport.vue'), meta: { title: '批量导入年度事实', permission: 'import-enterprise' } },
  { path: '/site-facts/:factId/edit', component: () => import('./FactForm.vue'), props: true, meta: { title: '更正年度事实', permission: 'record-fact' } },
  { path: '/sites/:siteId/edit', component: () => import('./SiteForm.vue'), props: true, meta: { title: '修改厂区信息', permission: 'edit-enterprise' } },
] satisfies RouteRecordRaw[]
