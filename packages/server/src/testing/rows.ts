import { ExecutionType } from '@aiflow/sdk/internal/model'
import type { Trigger } from '@aiflow/sdk/internal/worker-protocol'
import type { Commit, CommitTables, Counters } from '../storage/commit.ts'
import type {
  BackfillRow,
  DeadLetterRow,
  PendingStartRow,
  ScheduleRow,
  SnapshotRow,
  StoredEvent,
  TaskExecutionRow,
  TaskItemRow,
  TokenRow,
  TriggerRow,
  VerdictRow,
  WorkflowExecutionRow,
  WorkflowRow,
} from '../storage/rows.ts'

/** Complete and valid rows. A test sets only the fields that it is about. */

export const MANUAL: Trigger = { type: ExecutionType.MANUAL, rule: null, events: [], outputs: {} }

export const NO_COUNTERS: Counters = {
  lastOffset: 0,
  workflow: 0,
  trigger: 0,
  schedule: 0,
  backfill: 0,
  workflowExecution: 0,
  taskExecution: 0,
  verdict: 0,
  deadLetter: 0,
}

/** The parts of a commit that a test sets: changes of tables, and optionally the rest. */
export type CommitRows = CommitTables & Partial<Omit<Commit, 'tables'>>

export function commitRow({ epoch = 1, expectedOffset = 0, counters = NO_COUNTERS, ...tables }: CommitRows): Commit {
  return { epoch, expectedOffset, counters, tables }
}

export function eventRow(row: Partial<StoredEvent> & { offset: number }): StoredEvent {
  return {
    kind: 'user',
    namespace: 'default',
    key: 'k',
    value: null,
    sender: null,
    principal: null,
    context: null,
    workflowExecutionId: null,
    createTime: 1000 + row.offset,
    causeOffset: null,
    depth: 0,
    idempotencyKey: null,
    ...row,
  }
}

export function workflowRow(row: Partial<WorkflowRow> & { id: number }): WorkflowRow {
  return {
    namespace: 'default',
    name: `w${row.id}`,
    enabled: true,
    snapshotHash: `snapshot-${row.id}`,
    description: null,
    owner: null,
    labels: {},
    version: 1,
    createTime: 10,
    updateTime: 20,
    ...row,
  }
}

export function snapshotRow(row: Partial<SnapshotRow> & { hash: string }): SnapshotRow {
  return {
    namespace: 'default',
    workflowName: 'w1',
    definition: {
      formatVersion: 1,
      sdkVersion: '0.1.0',
      namespace: 'default',
      name: 'w1',
      lifetime: 'untilDone',
      tasks: [],
      triggers: [],
      schedules: [],
    },
    bundleBlob: 'b'.repeat(64),
    source: { path: 'w1.ts', blob: 'c'.repeat(64) },
    files: [{ path: 'data/a.txt', blob: 'd'.repeat(64) }],
    packages: { blob: 'e'.repeat(64), imported: [{ name: 'sharp', version: '1.0.0' }] },
    createTime: 30,
    ...row,
  }
}

export function triggerRow(row: Partial<TriggerRow> & { id: number }): TriggerRow {
  return {
    workflowId: 1,
    namespace: 'default',
    workflowName: 'w1',
    name: `t${row.id}`,
    condition: { type: 'event', event: { key: 'k' } },
    parameters: {},
    overlap: 'allow',
    fanIn: { type: 'each' },
    declared: true,
    paused: false,
    version: 1,
    createTime: 40,
    lastTime: null,
    ...row,
  }
}

export function scheduleRow(row: Partial<ScheduleRow> & { id: number }): ScheduleRow {
  return {
    workflowId: 1,
    namespace: 'default',
    workflowName: 'w1',
    name: `s${row.id}`,
    expression: 'cron@0 * * * *',
    timezone: 'UTC',
    catchUp: 'one',
    parameters: {},
    overlap: 'allow',
    declared: false,
    paused: false,
    nextTime: 3_600_000,
    lastTime: null,
    version: 1,
    createTime: 50,
    ...row,
  }
}

export function backfillRow(row: Partial<BackfillRow> & { id: number }): BackfillRow {
  return {
    workflowId: 1,
    namespace: 'default',
    workflowName: 'w1',
    schedule: 's1',
    expression: 'cron@0 * * * *',
    timezone: 'UTC',
    anchorTime: 50,
    parameters: {},
    from: 0,
    to: 7_200_000,
    order: 'oldestFirst',
    maxActive: 1,
    reprocess: 'none',
    status: 'RUNNING',
    paused: false,
    stopping: false,
    total: 2,
    counts: { left: 2, running: 0, succeeded: 0, failed: 0, stopped: 0, skipped: 0 },
    lastTime: null,
    requestOffset: 1,
    createTime: 7_300_000,
    endTime: null,
    ...row,
  }
}

export function executionRow(row: Partial<WorkflowExecutionRow> & { id: number }): WorkflowExecutionRow {
  return {
    workflowId: 1,
    namespace: 'default',
    workflowName: 'w1',
    snapshotHash: 'snapshot-1',
    type: ExecutionType.MANUAL,
    status: 'RUNNING',
    stopping: false,
    paused: false,
    trigger: MANUAL,
    parameters: {},
    schedule: null,
    backfillId: null,
    parent: null,
    beginTime: 60,
    endTime: null,
    waitsFor: null,
    failureReason: null,
    cleanUp: null,
    ...row,
  }
}

export function taskRow(row: Partial<TaskExecutionRow> & { id: number }): TaskExecutionRow {
  return {
    workflowExecutionId: 1,
    taskName: 'task',
    sequenceNumber: row.id,
    type: ExecutionType.EVENT,
    status: 'RUNNING',
    attemptNumber: 1,
    attemptId: `attempt-${row.id}`,
    workerId: 'worker-1',
    createTime: 70,
    beginTime: 71,
    endTime: null,
    retryTime: null,
    stopPhase: null,
    stopError: null,
    trigger: MANUAL,
    outcome: null,
    handle: null,
    previousAttempts: [],
    startOffset: 1,
    endOffset: null,
    bootId: 'boot-1',
    lostAttempts: 0,
    forgivenAttempts: 0,
    stoppedBy: null,
    childExecutionId: null,
    requestId: null,
    ...row,
  }
}

export function itemRow(row: Partial<TaskItemRow> & Pick<TaskItemRow, 'taskExecutionId' | 'index'>): TaskItemRow {
  return {
    workflowExecutionId: 1,
    status: 'RUNNING',
    attemptNumber: 1,
    attemptId: `item-${row.index}`,
    workerId: 'worker-1',
    bootId: 'boot-1',
    lostAttempts: 0,
    forgivenAttempts: 0,
    beginTime: 71,
    endTime: null,
    retryTime: null,
    stopPhase: null,
    stopError: null,
    outcome: null,
    handle: null,
    previousAttempts: [],
    ...row,
  }
}

export function verdictRow(row: Partial<VerdictRow> & { id: number }): VerdictRow {
  return {
    eventOffset: 1,
    lane: 'execution:1',
    task: 'task',
    rule: 'rule',
    verdict: 'fired',
    action: 'START',
    reason: null,
    resultId: 1,
    saw: null,
    createTime: 80,
    ...row,
  }
}

export function tokenRow(row: Partial<TokenRow> & { id: number }): TokenRow {
  return {
    name: `token-${row.id}`,
    role: 'viewer',
    namespaces: null,
    secretHash: `hash-${row.id}`,
    createTime: 100,
    expireTime: null,
    lastUsedTime: null,
    ...row,
  }
}

export function deadLetterRow(row: Partial<DeadLetterRow> & { id: number }): DeadLetterRow {
  return {
    source: 'rule',
    namespace: 'default',
    eventOffset: 1,
    workflowExecutionId: 1,
    workflowName: 'w1',
    task: 'task',
    rule: 'rule',
    error: 'It threw.',
    createTime: 90,
    tries: 1,
    lastTryTime: null,
    retryOffset: null,
    context: null,
    ...row,
  }
}

export function pendingRow(more: Partial<PendingStartRow> = {}): PendingStartRow {
  const place = { workflowExecutionId: 1, taskName: 'task', position: 1 }
  return { ...place, trigger: MANUAL, offset: 3, cause: 'queue', ...more }
}
