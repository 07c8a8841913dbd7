import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/me/reminders', component: () => import('./ReminderForm.vue'), meta: { title: '提醒设置' } },
  { path: '/me/calendar', component: () => import('./CalendarFeed.vue'), meta: { title: '日历订阅' } },
  { path: '/escalations', component: () => import('./EscalationList.vue'), meta: { title: '督办清单', permission: 'oversee', menu: { section: '监督管理', order: 1 } } },
  { path: '/escalations/:id', component: () => import('./EscalationDetail.vue'), props: true, meta: { title: '督办事项', permission: 'oversee' } },
  { path: '/channels', component: () => import('./ChannelList.vue'), meta: { title: '消息渠道', permission: 'operate', menu: { section: '系统管理', order: 4 } } },
  { path: '/role-reminder-rules', component: () => import('./RoleRules.vue'), meta: { title: '各角色提醒规则', permission: 'operate', menu: { section: '系统管理', order: 5 } } },
] satisfies RouteRecordRaw[]
