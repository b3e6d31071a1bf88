import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import type { ControlRequest } from '../../log/control.ts'
import { inSlices } from '../../log/in-slices.ts'
import { allTimes } from '../../rules/backfills/all-times.ts'
import { backfillSpan } from '../../rules/backfills/backfill-span.ts'
import type { CountedTimes } from '../../storage/rows.ts'
import { schedulesOf } from '../controls/schedules.ts'
import type { World } from '../world/world.ts'

/** The times of a backfill that is about to be started, so that no commit has to count them; null if something is wrong. */
export async function countTimes(
  world: World,
  request: Extract<ControlRequest, { type: 'startBackfill' }>,
): Promise<CountedTimes | null> {
  const workflow = world.findWorkflow(request.namespace, request.workflow)
  if (workflow === undefined) return null
  const schedules = schedulesOf(world, workflow)
  try {
    const { parameters: _, ...span } = backfillSpan(request.workflow, request, { schedules, now: Infinity })
    return { span, dueTimes: await inSlices(allTimes(span), (time) => time) }
  } catch (error) {
    if (!isAIFlowError(error)) throw error
    // Its step finds the same error, and answers with it.
    return null
  }
}
