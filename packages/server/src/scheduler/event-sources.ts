import type { Report } from '@aiflow/sdk/internal'
import type { ControlRequest } from '../log/control.ts'
import type { NewUserEvent } from '../log/ring-port.ts'
import { controlDraft, reportDraft, timerDraft, userDraft } from './drafts.ts'
import { type EndedExecution, loadEndedExecution } from './ended-executions.ts'
import type { EventSource } from './work.ts'

/** What comes through each door, on its way to the log. */

export function userEvent(event: NewUserEvent): EventSource {
  const { namespace, sender, idempotencyKey } = event
  return {
    producerKey: idempotencyKey === null ? null : { namespace, sender, idempotencyKey },
    draft: () => userDraft(event),
  }
}

/** `appendedAs` is told the offset under which the request is about to be appended. */
export function controlEvent(
  request: ControlRequest,
  sender: string | null,
  appendedAs: (offset: number) => void,
): EventSource {
  let ended: EndedExecution | null = null
  return {
    producerKey: null,
    async prepare(storage, world) {
      ended = await loadEndedExecution(storage, world, request)
    },
    draft(world) {
      ended?.revive(world)
      appendedAs(world.counters.lastOffset + 1)
      return controlDraft(request, sender)
    },
  }
}

export function reportEvent(workerId: string, report: Report): EventSource {
  return { producerKey: null, draft: (world) => reportDraft(world, workerId, report) }
}

export function timerEvent(timerId: string, dueTime: number): EventSource {
  return { producerKey: null, draft: (world) => timerDraft(world, timerId, dueTime) }
}
