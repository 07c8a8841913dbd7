import type { RouteRecordRaw } from 'vue-router'

const section = '名单与计划'
// Enterprises read lists and notices, not what the offices are planning: `view-summary` is held by offices alone.
const offices = 'view-summary'

export default [
  { path: '/inventory-entries', component: () => import('./InventoryList.vue'), meta: { title: '重点行业企业清单', permission: offices, menu: { section, order: 1 } } },
  { path: '/inventory-entries/new', component: () => import('./InventoryForm.vue'), meta: { title: '列入清单', permission: 'keep-inventory' } },
  { path: '/inventory-entries/:id', component: () => import('./InventoryDetail.vue'), props: true, meta: { title: '清单条目', permission: offices } },
  { path: '/candidates', component: () => import('./CandidateList.vue'), meta: { title: '候选企业', permission: offices, menu: { section, order: 1.5 } } },
  { path: '/candidates/:id', component: () => import('./CandidateDetail.vue'), props: true, meta: { title: '候选企业', permission: offices } },
  { path: '/candidates/:id/take', component: () => import('./CandidateTake.vue'), props: true, meta: { title: '列入计划', permission: 'propose' } },
  { path: '/candidacy', component: () => import('./CandidacyPage.vue'), meta: { title: '为什么不是候选', permission: offices } },
  { path: '/annual-plans', component: () => import('./PlanList.vue'), meta: { title: '年度实施计划', permission: offices, menu: { section, order: 2 } } },
  { path: '/annual-plans/:id', component: () => import('./PlanDetail.vue'), props: true, meta: { title: '年度实施计划', permission: offices } },
  { path: '/annual-plans/:id/edit', component: () => import('./PlanForm.vue'), props: true, meta: { title: '编制年度实施计划', permission: 'submit-plan' } },
  { path: '/plan-items', component: () => import('./ItemList.vue'), meta: { title: '计划项目', permission: offices, menu: { section, order: 3 } } },
  { path: '/plan-items/new', component: () => import('./ProposeForm.vue'), meta: { title: '提出列入建议', permission: 'propose' } },
  { path: '/plan-items/:id', component: () => import('./ItemDetail.vue'), props: true, meta: { title: '计划项目', permission: offices } },
  { path: '/plan-items/:id/edit', component: () => import('./ItemForm.vue'), props: true, meta: { title: '修改列入原因和事实', permission: offices } },
  { path: '/consolidation', component: () => import('./Consolidation.vue'), meta: { title: '计划汇总', permission: 'verify-plan', menu: { section, order: 4 } } },
  { path: '/change-report', component: () => import('./ChangeReport.vue'), meta: { title: '年度变化', permission: offices, menu: { section, order: 7 } } },
  { path: '/annual-lists', component: () => import('./ListList.vue'), meta: { title: '年度名单', permission: 'view-listing', menu: { section, order: 5 } } },
  { path: '/annual-lists/:id', component: () => import('./ListDetail.vue'), props: true, meta: { title: '年度名单', permission: 'view-listing' } },
  { path: '/annual-lists/:id/edit', component: () => import('./ListForm.vue'), props: true, meta: { title: '填写名单', permission: 'publish-list' } },
  { path: '/notices', component: () => import('./NoticeList.vue'), meta: { title: '告知书', permission: 'view-listing', menu: { section, order: 6 } } },
  { path: '/notices/:id', component: () => import('./NoticeDetail.vue'), props: true, meta: { title: '告知书', permission: 'view-listing' } },
] satisfies RouteRecordRaw[]
