import type { Role, Session } from '@aiflow/sdk/client'
import { useRouteContext } from '@tanstack/react-router'

const RANK: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, author: 2, admin: 3 }

/** Who is logged in. */
export function useSession(): Session {
  return useRouteContext({ from: '/layout' }).session
}

/** Whether who is logged in may do what needs a role: what they may not do is not offered. */
export function useMay(role: Role): boolean {
  return RANK[useSession().role] >= RANK[role]
}
