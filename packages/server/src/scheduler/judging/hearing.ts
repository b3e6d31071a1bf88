import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import type { Event } from '@aiflow/sdk/internal/model'
import type { Hearing } from '../../log/hearing.ts'
import { crowdOf } from '../executions/admission.ts'
import type { World } from '../world/world.ts'
import { requireRoom } from './inbox-changes.ts'
import { executionsOn, workflowsOn } from './offers.ts'

/** Who would judge an event from outside, in this order. */
export function hearingOf(
  world: World,
  event: Pick<Event, 'namespace' | 'key' | 'workflowExecutionId'>,
  now: number,
): Hearing {
  const heard = { ...event, kind: 'user' } as const
  const executions = executionsOn(world, heard).filter((lane) => lane.rulesOn(heard).length > 0)
  const workflows = event.workflowExecutionId === null ? workflowsOn(world, heard) : []
  return {
    offset: world.counters.lastOffset + 1,
    now,
    circuitSeconds: world.guards.circuitSeconds,
    refusal: refusalOf(world, event),
    executions: executions.map(({ execution }) => execution.id),
    workflows: workflows.map((lane) => {
      const { namespace, name } = lane.row
      return { namespace, name, crowd: crowdOf(world, lane) }
    }),
    nextExecution: world.counters.workflowExecution + 1,
  }
}

function refusalOf(world: World, event: Pick<Event, 'namespace' | 'key' | 'workflowExecutionId'>): string | null {
  try {
    requireRoom(world, event)
    return null
  } catch (error) {
    if (!isAIFlowError(error)) throw error
    return error.message
  }
}
