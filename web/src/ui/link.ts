/** Links of the server ("/audits/17" or "/app/audits/17") as routes of the workspace. */
export function inApp(link: string): string {
  const path = link.replace(/^\/app(?=\/|$)/, '')
  return path.startsWith('/') ? path : `/${path}`
}
