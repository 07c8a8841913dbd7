/** The side menu: routes that carry meta.menu and that the signed-in person may open, in the order of the procedure. */
import type { RouteRecordNormalized } from 'vue-router'

/** Sections in the order of the law's procedure; a section that stands here in no place comes last. */
export const sections = ['', '名单与计划', '清洁生产审核', '评估与验收', '监督管理', '统计分析', '主体信息', '知识与培训', '系统管理']

export interface MenuEntry {
  title: string
  path: string
}
export interface MenuSection {
  title: string
  entries: MenuEntry[]
}

export function menuOf(routes: readonly RouteRecordNormalized[], can: (permission?: string) => boolean): MenuSection[] {
  const rank = (title: string): number => (sections.includes(title) ? sections.indexOf(title) : sections.length)
  const shown = routes.filter((route) => route.meta.menu && can(route.meta.permission))
  const titles = [...new Set(shown.map((route) => route.meta.menu?.section ?? ''))].sort((a, b) => rank(a) - rank(b))
  return titles.map((title) => ({
    title,
    entries: shown
      .filter((route) => route.meta.menu?.section === title)
      .sort((a, b) => (a.meta.menu?.order ?? 0) - (b.meta.menu?.order ?? 0))
      .map((route) => ({ title: route.meta.title, path: route.path })),
  }))
}

/** The entry under which a page stands: the longest path that it begins with. */
export function currentEntry(menu: MenuSection[], path: string): string {
  return menu
    .flatMap((section) => section.entries.map((entry) => entry.path))
    .filter((entry) => path === entry || (entry !== '/' && path.startsWith(`${entry}/`)))
    .reduce((best, entry) => (entry.length > best.length ? entry : best), '')
}
