import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Counters } from '../../commit.ts'
import type { SqliteConnection } from '../file/connection.ts'

const CREATE = `
INSERT INTO store (
  id, store_id, epoch, last_create_time, last_offset, last_workflow, last_trigger, last_schedule, last_workflow_execution,
  last_task_execution, last_verdict, last_dead_letter
) VALUES (1, ?, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
ON CONFLICT (id) DO NOTHING`

const TAKE_EPOCH = 'UPDATE store SET epoch = epoch + 1 RETURNING epoch'

const SELECT = `
SELECT
  store_id AS storeId, epoch, last_create_time AS lastCreateTime, last_offset AS lastOffset, last_workflow AS workflow,
  last_trigger AS trigger, last_schedule AS schedule, last_workflow_execution AS workflowExecution,
  last_task_execution AS taskExecution, last_verdict AS verdict, last_dead_letter AS deadLetter, last_backfill AS backfill
FROM store`

const ADVANCE = `
UPDATE store SET
  last_create_time = max(last_create_time, ?), last_offset = ?, last_workflow = ?, last_trigger = ?, last_schedule = ?,
  last_workflow_execution = ?, last_task_execution = ?, last_verdict = ?, last_dead_letter = ?,
  last_backfill = ?
WHERE epoch = ? AND last_offset = ?`

/** The single row about the store as a whole. */
export interface StoreRow {
  readonly storeId: string
  readonly epoch: number
  readonly lastCreateTime: number
  readonly counters: Counters
}

export interface Advance {
  readonly epoch: number
  readonly expectedOffset: number
  readonly lastCreateTime: number
  readonly counters: Counters
}

/** Creates the row if the store is new, and takes the next epoch. */
export function takeEpoch(connection: SqliteConnection, newStoreId: string): number {
  connection.statement(CREATE).run(newStoreId)
  const row = connection.get<{ epoch: number }>(TAKE_EPOCH)
  if (row === undefined) throw new Error('The store has no row about itself.')
  return row.epoch
}

export function readStoreRow(connection: SqliteConnection): StoreRow {
  const row = connection.get<Omit<StoreRow, 'counters'> & Counters>(SELECT)
  if (row === undefined) throw new Error('The store has no row about itself.')
  const { storeId, epoch, lastCreateTime, ...counters } = row
  return { storeId, epoch, lastCreateTime, counters }
}

/** Throws `EPOCH_LOST` if another scheduler took a later epoch. */
export function requireEpoch(connection: SqliteConnection, epoch: number): void {
  const held = readStoreRow(connection)
  if (held.epoch === epoch) return
  const message = `The store "${connection.path}" is at epoch ${held.epoch}, not at epoch ${epoch}: another server uses it. Stop one of the two servers.`
  throw new AIFlowError('EPOCH_LOST', message, { details: { epoch, storeEpoch: held.epoch } })
}

/** Writes the row unchanged. */
export function touchStore(connection: SqliteConnection): void {
  connection.statement('UPDATE store SET epoch = epoch').run()
}

/** Compares and sets: throws `EPOCH_LOST` unless epoch and last offset are the ones expected. */
export function advanceStore(connection: SqliteConnection, advance: Advance): void {
  const { epoch, expectedOffset, counters } = advance
  const { changes } = connection
    .statement(ADVANCE)
    .run(
      advance.lastCreateTime,
      counters.lastOffset,
      counters.workflow,
      counters.trigger,
      counters.schedule,
      counters.workflowExecution,
      counters.taskExecution,
      counters.verdict,
      counters.deadLetter,
      counters.backfill,
      epoch,
      expectedOffset,
    )
  if (changes === 1) return
  const held = readStoreRow(connection)
  throw new AIFlowError(
    'EPOCH_LOST',
    `The store "${connection.path}" is at epoch ${held.epoch} and offset ${held.counters.lastOffset}, not at epoch ${epoch} and offset ${expectedOffset}: another server uses it. Stop one of the two servers.`,
    { details: { epoch, expectedOffset, storeEpoch: held.epoch, storeOffset: held.counters.lastOffset } },
  )
}
