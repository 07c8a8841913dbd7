import type { RouteRecordRaw } from 'vue-router'

const section = '系统管理'
export default [
  { path: '/account-claims', component: () => import('./ClaimList.vue'), meta: { title: '企业账号', permission: 'serve-notice', menu: { section: '名单与计划', order: 7 } } },
  { path: '/account-claims/letters', component: () => import('./LetterPrint.vue'), meta: { title: '账号告知函', permission: 'serve-notice' } },
  { path: '/colleagues', component: () => import('./ColleagueList.vue'), meta: { title: '本企业人员', permission: 'view-colleague', menu: { section: '主体信息', order: 9 } } },
  { path: '/recoveries', component: () => import('./RecoveryList.vue'), meta: { title: '找回密码的申请', permission: 'view-recovery', menu: { section, order: 4 } } },
  { path: '/recoveries/:id', component: () => import('./RecoveryDetail.vue'), props: true, meta: { title: '找回密码的申请', permission: 'view-recovery' } },
  { path: '/accounts', component: () => import('./AccountList.vue'), meta: { title: '账号', permission: 'view-account', menu: { section, order: 1 } } },
  { path: '/accounts/new', component: () => import('./AccountForm.vue'), meta: { title: '开设账号', permission: 'keep-account' } },
  { path: '/accounts/:id', component: () => import('./AccountDetail.vue'), props: true, meta: { title: '账号', permission: 'view-account' } },
  { path: '/api-clients', component: () => import('./ClientList.vue'), meta: { title: '接口账号', permission: 'operate', menu: { section, order: 2 } } },
  { path: '/journal', component: () => import('./JournalList.vue'), meta: { title: '操作日志', permission: 'view-journal', menu: { section, order: 3 } } },
] satisfies RouteRecordRaw[]
