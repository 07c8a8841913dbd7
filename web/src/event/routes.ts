import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/enterprise-events', component: () => import('./EventList.vue'), meta: { title: '企业变更事项', permission: 'view-listing', menu: { section: '名单与计划', order: 20 } } },
  { path: '/enterprise-events/new', component: () => import('./EventForm.vue'), meta: { title: '申报变更事项', permission: 'report-event' } },
  { path: '/enterprise-events/:id', component: () => import('./EventDetail.vue'), props: true, meta: { title: '企业变更事项', permission: 'view-listing' } },
  { path: '/enterprise-events/:id/edit', component: () => import('./EventForm.vue'), props: true, meta: { title: '修改变更事项', permission: 'report-event' } },
] satisfies RouteRecordRaw[]
