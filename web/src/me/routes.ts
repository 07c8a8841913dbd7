import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/login', component: () => import('./Login.vue'), meta: { title: '登录', open: true } },
  { path: '/claim', component: () => import('./Claim.vue'), meta: { title: '开通企业账号', open: true } },
  { path: '/recover', component: () => import('./Recover.vue'), meta: { title: '找回密码', open: true } },
  { path: '/delegations', component: () => import('./Delegations.vue'), meta: { title: '休假代办', permission: 'delegate' } },
  { path: '/me', component: () => import('./Me.vue'), meta: { title: '我的账号' } },
  { path: '/me/password', component: () => import('./Password.vue'), meta: { title: '修改密码' } },
] satisfies RouteRecordRaw[]
