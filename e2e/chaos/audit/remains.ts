import type { Evidence } from '../evidence.ts'
import { groupBy } from './fault.ts'

/** Checks that nothing waits, that only failures of user code are dead letters, and that the worker keeps no ended attempts. */
export function auditRemains(evidence: Evidence): string[] {
  const failed = evidence.verdicts.filter(({ verdict }) => verdict === 'failed')
  const byOffset = groupBy(failed, ({ offset }) => String(offset))
  return [
    ...evidence.inbox.map(({ lane, offset }) => `the event at offset ${offset} still waits in the inbox of ${lane}`),
    ...evidence.unsettled.map((attemptId) => `the worker still keeps the attempt ${attemptId}`),
    ...evidence.executions.flatMap(({ id, workflow, endTime }) =>
      endTime === null ? [`execution ${id} of "${workflow}" has not ended`] : [],
    ),
    ...evidence.deadLetters.flatMap(({ source, offset, error }) =>
      source === 'rule' && byOffset.get(String(offset))?.shift() !== undefined
        ? []
        : [`the event at offset ${offset} is a dead letter (${source}): ${error}`],
    ),
    ...[...byOffset.values()]
      .flat()
      .map(({ lane, offset, reason }) => `${lane} failed at offset ${offset} without a dead letter: ${reason}`),
  ]
}
