import type { TaskExecutionRow } from '../../rows.ts'
import { RowReader } from '../rows/row-reader.ts'
import { SHARED_BYTES, SHARED_VALUES, sharedValuesIn } from '../tables/shared-values.ts'
import { nameOf, type RawTaskExecution, SMALL_COLUMNS, toTaskExecution } from '../tables/task-executions.ts'
import { ruleOfTrigger, TRIGGER_PREFIX } from './bounded-trigger.ts'

/** Of columns larger than `bound`, only the size is read. The only part of an outcome that is ever large is the output of a success. */
export function boundedColumns(bound: string): string {
  const isOutputLarge = `status = 'SUCCESS' AND octet_length(outcome) > ${bound}`
  const isHandleLarge = `octet_length(handle) > ${bound}`
  const triggerBytes = `octet_length(trigger_json) + ifnull(${SHARED_BYTES}, 0)`
  const isTriggerLarge = `${triggerBytes} > ${bound}`
  return `
  ${SMALL_COLUMNS},
  iif(${isOutputLarge}, NULL, outcome) AS outcome,
  iif(${isOutputLarge}, octet_length(outcome), 0) AS outputBytes,
  iif(${isHandleLarge}, NULL, handle) AS handle,
  iif(${isHandleLarge}, octet_length(handle), 0) AS handleBytes,
  iif(${isTriggerLarge}, substr(trigger_json, 1, ${TRIGGER_PREFIX}), trigger_json) AS trigger,
  iif(${isTriggerLarge}, NULL, ${SHARED_VALUES}) AS shared,
  iif(${isTriggerLarge}, ${triggerBytes}, 0) AS triggerBytes`
}

export type RawBounded = RawTaskExecution & {
  /** The shared values of its trigger. */
  readonly shared: string | null
  readonly outputBytes: number
  readonly handleBytes: number
  readonly triggerBytes: number
}

export const boundedReader = new RowReader<RawBounded, TaskExecutionRow>({
  table: 'task_executions',
  keyOf: nameOf,
  toItem: toBounded,
})

function toBounded({ shared, outputBytes, handleBytes, triggerBytes, ...row }: RawBounded): TaskExecutionRow {
  const bytes = outputBytes + handleBytes + triggerBytes
  const read = sharedValuesIn(shared)
  if (bytes === 0) return toTaskExecution(row, read)
  const { type, workflowExecutionId, taskName, sequenceNumber } = row
  const trigger = { type, rule: ruleOfTrigger(row.trigger), events: [], outputs: {} }
  const bounded = {
    ...row,
    trigger: triggerBytes > 0 ? JSON.stringify(trigger) : row.trigger,
    outcome: outputBytes > 0 ? JSON.stringify({ type: 'success', output: null }) : row.outcome,
  }
  const parts = [
    ...(outputBytes > 0 ? (['output'] as const) : []),
    ...(triggerBytes > 0 ? (['trigger'] as const) : []),
    ...(handleBytes > 0 ? (['handle'] as const) : []),
  ]
  const path = `/api/v1/workflow-executions/${workflowExecutionId}/task-executions/${taskName}/${sequenceNumber}`
  return { ...toTaskExecution(bounded, read), leftOut: { parts, bytes, path } }
}
