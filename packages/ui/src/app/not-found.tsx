import { IconMapOff } from '@tabler/icons-react'
import { createRoute, Link } from '@tanstack/react-router'
import { EmptyState } from '../components/kit/feedback/empty-state.tsx'
import { PageHeader } from '../components/kit/layout/page-header.tsx'
import { layoutRoute } from './layout-route.ts'

/** Shown for an address that no route matches. */
export const notFoundRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '$',
  component: NotFound,
})

export function NotFound() {
  return (
    <>
      <PageHeader title="Nothing here" />
      <EmptyState icon={IconMapOff} title="There is nothing at this address">
        Check it, or go to the <Link to="/">overview</Link>.
      </EmptyState>
    </>
  )
}
