/* Provisional until openapi.json exists: npm run types replaces this file. Do not add capabilities here. */
export interface paths {
  "/session": {
    post: { requestBody: { content: { "application/json": { account: string; password: string } } }; responses: { 200: { content: { "application/json": components["schemas"]["Me"] } } } }
    delete: { responses: { 204: { content?: never } } }
  }
  "/session/demo": {
    post: { requestBody: { content: { "application/json": { account: string } } }; responses: { 200: { content: { "application/json": components["schemas"]["Me"] } } } }
  }
  "/me": { get: { responses: { 200: { content: { "application/json": components["schemas"]["Me"] } } } } }
  "/me/password": {
    post: { requestBody: { content: { "application/json": { current: string; new: string } } }; responses: { 204: { content?: never } } }
  }
  "/meta": { get: { responses: { 200: { content: { "application/json": components["schemas"]["Meta"] } } } } }
  "/desk": { get: { responses: { 200: { content: { "application/json": components["schemas"]["Desk"] } } } } }
  "/messages": {
    get: {
      parameters: { query?: { unread?: boolean; page?: number; page_size?: number; q?: string } }
      responses: { 200: { content: { "application/json": { items: components["schemas"]["Message"][]; total: number; total_capped: boolean } } } }
    }
  }
  "/messages/{id}/read": {
    post: { parameters: { path: { id: string } }; responses: { 204: { content?: never } } }
  }
}
export interface components {
  schemas: {
    Me: {
      account: string
      name: string
      role: string
      role_label: string
      place_label: string
      department_label: string
      permissions: string[]
      must_change_password: boolean
      idle_minutes: number
    }
    Meta: {
      product: string
      demo: boolean
      demo_accounts?: { account: string; role_label: string; name: string; place_label: string }[]
      today: string
      labels: Record<string, Record<string, string>>
      actions: Record<string, string>
    }
    Desk: {
      greeting: string
      groups: { key: string; title: string; items: components["schemas"]["DeskItem"][]; total: number }[]
      figures: { key: string; title: string; value: string; unit: string; link: string }[]
    }
    DeskItem: {
      id: string
      title: string
      subject: string
      link: string
      due_on: string
      days_left: number
      overdue: boolean
      provisional: boolean
      cite: string
      tag: string
      action_label: string
    }
    Message: { id: string; title: string; body: string; link: string; created_at: string; read_at: string }
  }
}
