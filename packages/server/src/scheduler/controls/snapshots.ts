import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import type { ControlRequest } from '../../log/control.ts'
import type { Step } from '../step.ts'

/** `loadSnapshotUse` has looked up before the step whether executions in the store refer to the snapshot. */
export function deleteSnapshot(step: Step, { hash }: Extract<ControlRequest, { type: 'deleteSnapshot' }>): Json {
  const { world, changes } = step
  const workflow = [...world.workflows.values()].find(({ row }) => row.snapshotHash === hash)
  if (workflow !== undefined) {
    throw inUse(hash, `it is the current one of the workflow "${workflow.row.name}"`)
  }
  const execution = [...world.executions.values(), ...world.departed.values()].find(
    (lane) => lane.execution.snapshotHash === hash,
  )
  if (execution !== undefined) throw inUse(hash, `the workflow execution ${execution.execution.id} runs from it`)
  if (world.snapshotsInUse.has(hash)) throw inUse(hash, 'workflow executions in the history ran from it')
  world.removeSnapshot(hash)
  changes.snapshots.delete(hash)
  return null
}

function inUse(hash: string, why: string): AIFlowError {
  const message = `The snapshot "${hash}" cannot be deleted: ${why}.`
  return new AIFlowError('SNAPSHOT_IN_USE', message, { details: { hash } })
}
