import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { idOfPath } from '../../app/address/id-of-path.ts'
import { layoutRoute } from '../../app/layout-route.ts'
import { taskExecutionSearchSchema } from './search.ts'

export const taskExecutionRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '/executions/$id/$task/$sequence',
  params: {
    parse: ({ id, task, sequence }) => ({ id: idOfPath(id), task, sequence: idOfPath(sequence) }),
    stringify: ({ id, task, sequence }) => ({ id: String(id), task, sequence: String(sequence) }),
  },
  validateSearch: taskExecutionSearchSchema,
  component: lazyRouteComponent(() => import('./task-execution-view.tsx'), 'TaskExecutionView'),
})
