import type { Json } from '@aiflow/sdk/internal'
import type { FastifyRequest } from 'fastify'
import type { ControlRequest } from '../log/control.ts'
import type { Ring } from '../log/ring-port.ts'
import { valueOfResult } from './control-replies.ts'
import { requesterOf } from './requester.ts'

type StopExecutions = Extract<ControlRequest, { type: 'stopExecutions' }>

/**
 * Stops the executions that the first slice left, so that no commit is long. Who asked is answered when all of them are
 * being stopped: after a crash it asks again.
 */
export async function stopTheRest(
  {
    ring,
    request,
    incoming,
  }: { readonly ring: Ring; readonly request: StopExecutions; readonly incoming: FastifyRequest },
  first: Json,
): Promise<Json> {
  const { sender, of } = requesterOf(incoming)
  let { stopped, upToId } = sliceOf(first)
  while (upToId !== undefined) {
    const { result } = await ring.control({ ...request, upToId }, sender, of)
    const slice = sliceOf(valueOfResult(await result))
    stopped += slice.stopped
    upToId = slice.upToId
  }
  return { stopped }
}

/** Written by the scheduler. */
function sliceOf(value: Json): { readonly stopped: number; readonly upToId?: number } {
  return value as { stopped: number; upToId?: number }
}
