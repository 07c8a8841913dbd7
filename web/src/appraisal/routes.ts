import type { RouteRecordRaw } from 'vue-router'

const view = { title: '评估与验收', permission: 'view-appraisal' }

export default [
  { path: '/appraisals', component: () => import('./AppraisalList.vue'), meta: { ...view, menu: { section: '评估与验收', order: 1 } } },
  { path: '/appraisals/new', component: () => import('./ApplyForm.vue'), meta: { title: '申请评估、验收', permission: 'apply' } },
  { path: '/appraisals/publish', component: () => import('./PublishResults.vue'), meta: { title: '公布验收结果', permission: 'publish-result', menu: { section: '评估与验收', order: 2 } } },
  { path: '/appraisals/:id', component: () => import('./AppraisalDetail.vue'), props: true, meta: view },
  { path: '/appraisals/:id/complete', component: () => import('./CompleteForm.vue'), props: true, meta: { title: '补正申请材料', permission: 'apply' } },
  { path: '/appraisals/:id/panel', component: () => import('./PanelForm.vue'), props: true, meta: { title: '组建专家组', permission: 'organise-appraisal' } },
  { path: '/appraisals/:id/marks', component: () => import('./MarkSheet.vue'), props: true, meta: { title: '专家打分', permission: 'mark' } },
  { path: '/appraisals/:id/conclude', component: () => import('./ConcludeForm.vue'), props: true, meta: { title: '作出结论', permission: 'organise-appraisal' } },
  { path: '/appraisals/:id/result', component: () => import('./ResultView.vue'), props: true, meta: { title: '打分汇总', permission: 'view-appraisal' } },
] satisfies RouteRecordRaw[]
