import { workflowDefinitionSchema } from '@aiflow/sdk/internal/wire'
import type { Commit, CommitTables, Counters } from '../../packages/server/src/storage/commit.ts'
import type { DeadLetterRow, StoredEvent } from '../../packages/server/src/storage/rows.ts'
import { SqliteSchedulerStorage } from '../../packages/server/src/storage/sqlite/sqlite-scheduler-storage.ts'
import {
  deadLetterRow,
  eventRow,
  executionRow,
  snapshotRow,
  taskRow,
  verdictRow,
  workflowRow,
} from '../../packages/server/src/testing/rows.ts'

const NAMESPACES = 20
const TASKS = ['extract', 'clean', 'join', 'train', 'publish']
const EXECUTIONS_PER_COMMIT = 500
const MINUTE_MS = 60_000

export interface StoreSize {
  readonly workflows: number
  readonly executions: number
  readonly eventsPerExecution: number
  readonly deadLetters: number
}

export const LARGE: StoreSize = { workflows: 2000, executions: 100_000, eventsPerExecution: 10, deadLetters: 10_000 }

interface Filling {
  readonly size: StoreSize
  readonly storage: SqliteSchedulerStorage
  readonly epoch: number
  readonly beginTime: number
  lastOffset: number
}

/** Fills a new store like months of work: one task execution in twenty failed, and one workflow has a fifth of all work. */
export async function fillStore(path: string, size: StoreSize): Promise<void> {
  const storage = new SqliteSchedulerStorage({ path })
  await storage.open()
  try {
    const { epoch, counters } = await storage.load()
    const beginTime = Date.now() - size.executions * MINUTE_MS * 0.25
    const filling: Filling = { size, storage, epoch, beginTime, lastOffset: counters.lastOffset }
    await storage.commit(commitOf(filling, definitionsOf(size, beginTime)))
    for (let first = 1; first <= size.executions; first += EXECUTIONS_PER_COMMIT) await addExecutions(filling, first)
    const last = { ...countersOf(filling, size, size.executions), deadLetter: size.deadLetters }
    const deadLetters = { added: deadLettersOf(filling) }
    await storage.commit({ ...commitOf(filling, { deadLetters }), counters: last })
  } finally {
    await storage.close()
  }
}

function workflowOf(execution: number, { workflows }: StoreSize): number {
  return execution % 5 === 0 ? 1 : (execution % workflows) + 1
}

export function namespaceOf(workflow: number): string {
  return `team-${workflow % NAMESPACES}`
}

function definitionsOf(size: StoreSize, createTime: number): CommitTables {
  const ids = Array.from({ length: size.workflows }, (_, index) => index + 1)
  return {
    namespaces: {
      set: Array.from({ length: NAMESPACES }, (_, index) => ({
        name: `team-${index}`,
        properties: {},
        version: 1,
        createTime,
      })),
    },
    workflows: {
      set: ids.map((id) =>
        workflowRow({ id, namespace: namespaceOf(id), name: `workflow-${id}`, snapshotHash: hashOf(id), createTime }),
      ),
    },
    snapshots: {
      set: ids.map((id) => {
        const [namespace, name] = [namespaceOf(id), `workflow-${id}`]
        const tasks = TASKS.map((task) => ({ name: task, operator: { type: 'bash', command: 'true' } }))
        const definition = workflowDefinitionSchema.parse({
          formatVersion: 1,
          sdkVersion: '0.1.0',
          namespace,
          name,
          tasks,
        })
        return snapshotRow({ hash: hashOf(id), namespace, workflowName: name, definition, source: null })
      }),
    },
  }
}

async function addExecutions(filling: Filling, first: number): Promise<void> {
  const { size } = filling
  const ids = Array.from({ length: EXECUTIONS_PER_COMMIT }, (_, index) => first + index)
  const events = ids.flatMap((id) => eventsOf(filling, id))
  const workflowExecutions = ids.map((id) => executionOf(filling, id))
  const taskExecutions = ids.flatMap((id) =>
    TASKS.map((taskName, index) =>
      taskRow({
        id: (id - 1) * TASKS.length + index + 1,
        workflowExecutionId: id,
        taskName,
        sequenceNumber: 1,
        status: isFailed(id) && index === TASKS.length - 1 ? 'FAILED' : 'SUCCESS',
        createTime: timeOf(filling, id),
        beginTime: timeOf(filling, id),
        endTime: timeOf(filling, id) + 1000,
        outcome: { type: 'success', output: { rows: id } },
      }),
    ),
  )
  const verdicts = ids.flatMap((id) =>
    TASKS.map((task, index) =>
      verdictRow({
        id: (id - 1) * TASKS.length + index + 1,
        lane: `execution:${id}`,
        task,
        createTime: timeOf(filling, id),
      }),
    ),
  )
  const tables = {
    events,
    workflowExecutions: { set: workflowExecutions },
    taskExecutions: { set: taskExecutions },
    verdicts,
  }
  const commit = commitOf(filling, tables)
  await filling.storage.commit({ ...commit, counters: countersOf(filling, size, first) })
}

function eventsOf(filling: Filling, execution: number): StoredEvent[] {
  const workflow = workflowOf(execution, filling.size)
  return Array.from({ length: filling.size.eventsPerExecution }, (_, index) => {
    const isStatus = index < 8
    filling.lastOffset += 1
    return eventRow({
      offset: filling.lastOffset,
      kind: isStatus ? 'status' : 'user',
      namespace: namespaceOf(workflow),
      key: isStatus
        ? `aiflow/task-status/workflow-${workflow}/${TASKS[index % TASKS.length]}`
        : `data-${execution % 1000}`,
      value: isStatus ? 'RUNNING' : 'x'.repeat(100),
      sender: isStatus ? null : `sender-${execution % 50_000}`,
      context: isStatus
        ? JSON.stringify({ workflowExecutionId: execution, taskName: 'a', sequenceNumber: 1, from: null })
        : null,
      workflowExecutionId: isStatus ? execution : null,
      createTime: timeOf(filling, execution),
    })
  })
}

function deadLettersOf(filling: Filling): DeadLetterRow[] {
  const { size } = filling
  return Array.from({ length: size.deadLetters }, (_, index) => {
    const execution = size.executions - size.deadLetters + index + 1
    const workflow = workflowOf(execution, size)
    return deadLetterRow({
      id: index + 1,
      namespace: namespaceOf(workflow),
      eventOffset: execution * size.eventsPerExecution,
      workflowExecutionId: execution,
      workflowName: `workflow-${workflow}`,
      task: TASKS[index % TASKS.length] ?? null,
      error: `TypeError: Cannot read properties of undefined (reading "rows_${index % 7}")`,
      createTime: timeOf(filling, execution),
    })
  })
}

function executionOf(filling: Filling, id: number) {
  const workflow = workflowOf(id, filling.size)
  return executionRow({
    id,
    workflowId: workflow,
    namespace: namespaceOf(workflow),
    workflowName: `workflow-${workflow}`,
    snapshotHash: hashOf(workflow),
    type: id % 3 === 0 ? 'PERIODIC' : 'MANUAL',
    status: isFailed(id) ? 'FAILED' : 'SUCCESS',
    beginTime: timeOf(filling, id),
    endTime: timeOf(filling, id) + 5000,
  })
}

function commitOf(filling: Filling, tables: CommitTables): Commit {
  const expectedOffset = filling.lastOffset - (tables.events?.length ?? 0)
  return { epoch: filling.epoch, expectedOffset, counters: countersOf(filling, filling.size, 0), tables }
}

function countersOf({ lastOffset }: Filling, { workflows, executions }: StoreSize, first: number): Counters {
  const count = first === 0 ? 0 : Math.min(executions, first + EXECUTIONS_PER_COMMIT - 1)
  const perTask = count * TASKS.length
  return {
    lastOffset,
    workflow: workflows,
    trigger: 0,
    schedule: 0,
    backfill: 0,
    workflowExecution: count,
    taskExecution: perTask,
    verdict: perTask,
    deadLetter: 0,
  }
}

function isFailed(execution: number): boolean {
  return execution % 20 === 0
}

function timeOf({ beginTime }: Filling, execution: number): number {
  return Math.floor(beginTime + execution * MINUTE_MS * 0.25)
}

function hashOf(workflow: number): string {
  return workflow.toString(16).padStart(64, '0')
}
