import type { Prospects, TaskView } from '../rules/conditions/condition.ts'
import { createPlan } from '../rules/plan.ts'
import { TaskProspects } from '../rules/prospects.ts'
import type { ReadStorage } from '../storage/reads/read-storage.ts'
import type { WorkflowExecutionRow } from '../storage/rows.ts'
import { statusesAt } from './seen-events.ts'

/** What could become of the tasks of an execution right after an event; undefined where its snapshot is gone. */
export async function prospectsAt(
  storage: ReadStorage,
  execution: WorkflowExecutionRow,
  offset: number,
): Promise<Prospects | undefined> {
  const snapshot = await storage.snapshots.find(execution.snapshotHash)
  if (snapshot === null) return undefined
  const plan = createPlan(snapshot.hash, snapshot.definition)
  const statusOf = await statusesAt(storage, execution, [...plan.tasks.keys()], offset)
  const view: TaskView = {
    get: (task) => {
      const { status } = statusOf(task)
      return status === null ? undefined : { status, startOffset: 0, endOffset: null }
    },
  }
  return new TaskProspects(plan, view)
}
