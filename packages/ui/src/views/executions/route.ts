import { ExecutionType, WorkflowStatus } from '@aiflow/sdk'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import * as z from 'zod'
import { layoutRoute } from '../../app/layout-route.ts'
import { sinceSchema, textSchema } from '../../app/search-schemas.ts'

/** Every filter is part of the address. */
const searchSchema = z.object({
  workflow: textSchema,
  status: z.enum(WorkflowStatus).optional().catch(undefined),
  type: z.enum(ExecutionType).optional().catch(undefined),
  /** Of its beginning: the last hour, day, week. */
  since: sinceSchema,
})

export type ExecutionsSearch = z.infer<typeof searchSchema>

export const executionsRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '/executions',
  validateSearch: searchSchema,
  component: lazyRouteComponent(() => import('./executions-view.tsx'), 'ExecutionsView'),
})
