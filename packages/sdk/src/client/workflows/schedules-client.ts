import {
  type NewSchedule,
  nextTimesResponseSchema,
  type WorkflowScheduleResource,
  workflowScheduleSchema,
} from '../../wire/http/workflows.ts'
import type { CallOptions } from '../transport/call.ts'
import type { Transport } from '../transport/transport.ts'
import { OfWorkflowClient } from './of-workflow-client.ts'

/** Manages schedules, which start executions of a workflow at times. Calls that name one throw `SCHEDULE_NOT_FOUND`. */
export class SchedulesClient extends OfWorkflowClient<WorkflowScheduleResource, NewSchedule> {
  constructor(transport: Transport) {
    super(transport, 'schedules', workflowScheduleSchema)
  }

  /** The next times of a schedule, in milliseconds since the epoch. `count` is 1 by default, and at most 100. */
  async nextTimes(
    namespace: string,
    workflow: string,
    name: string,
    { count, signal }: CallOptions & { readonly count?: number | undefined } = {},
  ): Promise<readonly number[]> {
    const path = this.place(namespace, workflow, name, 'next')
    const call = { method: 'GET', path, query: { count }, signal } as const
    return (await this.transport.request(nextTimesResponseSchema, call)).times
  }
}
