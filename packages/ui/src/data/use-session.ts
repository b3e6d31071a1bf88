import type { Role, Session } from '@aiflow/sdk/client'
import { useRouteContext } from '@tanstack/react-router'

const RANK: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, author: 2, admin: 3 }

/** Who is logged in. */
export function useSession(): Session {
  return useRouteContext({ from: '/layout' }).session
}

/** Whether the session has a role. Actions that it may not perform are not offered. */
export function useMay(role: Role): boolean {
  return RANK[useSession().role] >= RANK[role]
}
