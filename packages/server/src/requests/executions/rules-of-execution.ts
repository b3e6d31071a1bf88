import type { RuleResource } from '@aiflow/sdk/internal/api/workflows'
import { circuitIn } from '../../model/circuit.ts'
import { laneId } from '../../model/lane-id.ts'
import { ruleId } from '../../model/rule-name.ts'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'
import { findExecution } from './find-execution.ts'

/** The rules of a workflow execution, and what keeps them from being judged. Throws `WORKFLOW_EXECUTION_NOT_FOUND`. */
export async function rulesOf(storage: ReadStorage, id: number): Promise<RuleResource[]> {
  const execution = await findExecution(storage, id)
  const lane = laneId.ofExecution(id)
  const [snapshot, rows, notMet] = await Promise.all([
    storage.snapshots.find(execution.snapshotHash),
    storage.lanes.circuits([lane]),
    storage.verdicts.notMet({ lane }),
  ])
  const circuits = new Map(rows.map(({ name, value }) => [name, value]))
  const counts = new Map(notMet.map((row) => [ruleId(row), row.count]))
  return (snapshot?.definition.tasks ?? []).flatMap((task) =>
    task.rules.map(({ name, action, condition }) => ({
      task: task.name,
      name,
      action,
      condition,
      circuit: circuitIn(circuits, { task: task.name, rule: name }),
      notMet: counts.get(ruleId({ task: task.name, rule: name })) ?? 0,
    })),
  )
}
