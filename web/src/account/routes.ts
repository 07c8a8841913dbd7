import type { RouteRecordRaw } from 'vue-router'

const section = '系统管理'
export default [
  { path: '/accounts', component: () => import('./AccountList.vue'), meta: { title: '账号', permission: 'view-account', menu: { section, order: 1 } } },
  { path: '/accounts/new', component: () => import('./AccountForm.vue'), meta: { title: '开设账号', permission: 'keep-account' } },
  { path: '/accounts/:id', component: () => import('./AccountDetail.vue'), props: true, meta: { title: '账号', permission: 'view-account' } },
  { path: '/api-clients', component: () => import('./ClientList.vue'), meta: { title: '接口账号', permission: 'operate', menu: { section, order: 2 } } },
  { path: '/journal', component: () => import('./JournalList.vue'), meta: { title: '操作日志', permission: 'view-journal', menu: { section, order: 3 } } },
] satisfies RouteRecordRaw[]
