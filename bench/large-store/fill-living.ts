import { type WorkflowDefinition, workflowDefinitionSchema } from '@aiflow/sdk/internal/wire'
import { SqliteSchedulerStorage } from '../../packages/server/src/storage/sqlite/sqlite-scheduler-storage.ts'
import {
  executionRow,
  MANUAL,
  NO_COUNTERS,
  snapshotRow,
  taskRow,
  workflowRow,
} from '../../packages/server/src/testing/rows.ts'

const EXECUTIONS_PER_COMMIT = 1000

/** The event that the one execution of this workflow counts, and that no other execution hears. */
export const TOUCHING_KEY = 'bench-touching'

export interface Living {
  readonly workflows: number
  /** Each task but the first has a rule on a key of its own. */
  readonly tasksPerWorkflow: number
  readonly executions: number
}

/** Fills a new store with executions whose first task has succeeded, and whose other tasks wait for events. */
export async function fillLiving(path: string, living: Living): Promise<void> {
  const storage = new SqliteSchedulerStorage({ path })
  await storage.open()
  try {
    const { epoch, counters: begun } = await storage.load()
    const definitions = [
      definitionOf('touched', 2),
      ...Array.from({ length: living.workflows }, (_, index) =>
        definitionOf(`waiting-${index}`, living.tasksPerWorkflow),
      ),
    ]
    const now = Date.now()
    const counters = { ...NO_COUNTERS, lastOffset: begun.lastOffset, workflow: definitions.length }
    const rows = definitions.map((definition, index) => ({ id: index + 1, definition, hash: hashOf(index) }))
    await storage.commit({
      epoch,
      expectedOffset: begun.lastOffset,
      counters,
      tables: {
        workflows: {
          set: rows.map(({ id, definition: { name }, hash }) =>
            workflowRow({ id, name, snapshotHash: hash, createTime: now }),
          ),
        },
        snapshots: {
          set: rows.map(({ definition, hash }) =>
            snapshotRow({ hash, workflowName: definition.name, definition, source: null, files: [] }),
          ),
        },
      },
    })
    for (let first = 1; first <= living.executions; first += EXECUTIONS_PER_COMMIT) {
      const count = Math.min(EXECUTIONS_PER_COMMIT, living.executions - first + 1)
      const ids = Array.from({ length: count }, (_, index) => first + index)
      const last = first + count - 1
      await storage.commit({
        epoch,
        expectedOffset: begun.lastOffset,
        counters: { ...counters, workflowExecution: last, taskExecution: last },
        tables: {
          workflowExecutions: { set: ids.map((id) => executionOf(id, living, now)) },
          taskExecutions: { set: ids.map((id) => succeeded(id, now)) },
          taskMemories: {
            set: ids.map((id) => ({ workflowExecutionId: id, taskName: 'task-0', lastOutput: { order: id } })),
          },
        },
      })
    }
  } finally {
    await storage.close()
  }
}

function executionOf(id: number, { workflows }: Living, beginTime: number) {
  // The first is of the workflow that is touched.
  const index = id === 1 ? 0 : (id % workflows) + 1
  const workflowName = index === 0 ? 'touched' : `waiting-${index - 1}`
  const trigger = { ...MANUAL, requestOffset: id }
  return executionRow({
    id,
    workflowId: index + 1,
    workflowName,
    snapshotHash: hashOf(index),
    status: 'RUNNING',
    beginTime,
    endTime: null,
    trigger,
  })
}

function succeeded(id: number, now: number) {
  return taskRow({
    id,
    workflowExecutionId: id,
    taskName: 'task-0',
    sequenceNumber: 1,
    status: 'SUCCESS',
    attemptId: crypto.randomUUID(),
    workerId: 'worker',
    bootId: crypto.randomUUID(),
    createTime: now,
    beginTime: now,
    endTime: now + 1000,
    endOffset: 1,
    outcome: { type: 'success', output: { order: id } },
  })
}

function definitionOf(name: string, tasks: number): WorkflowDefinition {
  const operator = { type: 'bash', command: 'true' }
  const ruleOn = (index: number) => {
    const event = name === 'touched' ? { key: TOUCHING_KEY, filter: { equals: 'last' } } : { key: `${name}/${index}` }
    return { name: 'go', action: 'START', condition: { type: 'event', event } }
  }
  return workflowDefinitionSchema.parse({
    formatVersion: 1,
    sdkVersion: '0.1.0',
    namespace: 'default',
    name,
    tasks: Array.from({ length: tasks }, (_, index) => ({
      name: `task-${index}`,
      operator,
      rules: index === 0 ? [] : [ruleOn(index)],
    })),
  })
}

function hashOf(workflow: number): string {
  return workflow.toString(16).padStart(64, '0')
}
