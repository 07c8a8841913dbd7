import type { RouteRecordRaw } from 'vue-router'

const view = { title: '评价指标体系', permission: 'view-index' }

export default [
  { path: '/index-systems', component: () => import('./SystemList.vue'), meta: { ...view, menu: { section: '知识与培训', order: 1 } } },
  { path: '/published-systems', component: () => import('./PublishedList.vue'), meta: { title: '已发布体系目录', permission: 'view-index', menu: { section: '知识与培训', order: 2 } } },
  { path: '/index-systems/new', component: () => import('./SystemForm.vue'), meta: { title: '新建指标体系', permission: 'keep-index' } },
  { path: '/index-systems/:id/edit', component: () => import('./SystemForm.vue'), props: true, meta: { title: '修改指标体系', permission: 'keep-index' } },
  { path: '/index-systems/:id', component: () => import('./SystemDetail.vue'), props: true, meta: view },
] satisfies RouteRecordRaw[]
