/**
 * Gathers the routes.ts of every capability folder. A route says in `meta` what it is called, where it stands in the menu
 * and which permission it needs; the shell draws the menu from that, the guard below keeps the door.
 */
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { session } from './session'

declare module 'vue-router' {
  interface RouteMeta {
    title: string
    permission?: string
    /** Place in the side menu. Sections appear in the order of ui/menu.ts. */
    menu?: { section: string; order: number; icon?: string }
    /** Open to people who are not signed in. */
    open?: boolean
  }
}

const found = import.meta.glob<{ default: RouteRecordRaw[] }>('./*/routes.ts', { eager: true })

export const routes: RouteRecordRaw[] = [
  ...Object.values(found).flatMap((module) => module.default),
  { path: '/:rest(.*)*', component: () => import('./ui/NotFound.vue'), meta: { title: '没有这个页面' } },
]

export const router = createRouter({
  history: createWebHistory(import.meta.env.BASE_URL),
  routes,
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? {} : to.hash ? { el: to.hash } : { top: 0 }),
})

router.beforeEach(async (to) => {
  await session.loadMeta()
  if (to.meta.open) return true
  if (!(await session.resume())) {
    // What stands behind the # is for the browser alone: it stays there, so that no server ever sees it.
    const next = to.fullPath.replace(/#.*$/s, '')
    return { path: '/login', query: next === '/' ? {} : { next }, hash: to.hash }
  }
  if (session.state.me?.must_change_password && to.path !== '/me/password') return '/me/password'
  return true
})

router.afterEach((to) => {
  document.title = [to.meta.title, session.state.meta?.product].filter(Boolean).join(' - ')
})
