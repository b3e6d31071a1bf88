import type { CommitTables } from '../../../storage/commit.ts'
import type { AppendedTable, KeyedTable } from '../../../storage/table.ts'
import { type ChangesOf, type OwnTableName, TABLE_NAMES, TABLES, type TableName } from '../../../storage/tables.ts'
import { AddedRows } from './added-rows.ts'
import { ChangedDeadLetters } from './changed-dead-letters.ts'
import { ChangedInbox } from './changed-inbox.ts'
import { ChangedPendingStarts } from './changed-pending-starts.ts'
import { ChangedRows } from './changed-rows.ts'
import { CountedNotMet } from './counted-not-met.ts'

/** What a batch changes of one table; null if nothing. */
interface ChangeSet<Changes> {
  toCommit(): Changes | null
}

/** Tables with their own type of changes. */
const OWN = {
  pendingStarts: ChangedPendingStarts,
  inbox: ChangedInbox,
  notMet: CountedNotMet,
  deadLetters: ChangedDeadLetters,
} satisfies { [Name in OwnTableName]: new () => ChangeSet<ChangesOf<Name>> }

type ChangeSetOf<Name extends TableName> = Name extends OwnTableName
  ? InstanceType<(typeof OWN)[Name]>
  : (typeof TABLES)[Name] extends KeyedTable<infer Row, infer Gone>
    ? ChangedRows<Row, Gone>
    : (typeof TABLES)[Name] extends AppendedTable<infer Row>
      ? AddedRows<Row>
      : never

/** What a batch of steps will write, table by table. */
export type Changes = { readonly [Name in TableName]: ChangeSetOf<Name> }

export function createChanges(): Changes {
  const changes: Partial<Record<TableName, unknown>> = {}
  for (const name of TABLE_NAMES) changes[name] = createChangeSet(name)
  return changes as Changes
}

function createChangeSet(name: TableName): unknown {
  if (isOwn(name)) return new OWN[name]()
  const table = TABLES[name]
  return table.kind === 'appended' ? new AddedRows() : new ChangedRows<never, never>(table)
}

function isOwn(name: TableName): name is OwnTableName {
  return TABLES[name].kind === 'own'
}

/** The tables that changed. Most commits change few. */
export function toTables(changes: Changes): CommitTables {
  const tables: Partial<Record<TableName, unknown>> = {}
  for (const name of TABLE_NAMES) {
    const changed = changes[name].toCommit()
    if (changed !== null) tables[name] = changed
  }
  return tables as CommitTables
}

/** Whether something was deleted whose remains have to be swept. */
export function leavesRemains({ workflowExecutions, workflows }: Changes): boolean {
  return workflowExecutions.hasDeleted || workflows.hasDeleted
}
