import type { SqliteConnection } from '../file/connection.ts'
import { initialSchema } from './0001-initial.ts'
import { guaranteesSchema } from './0002-guarantees.ts'
import { convertForReaders, readersSchema } from './0003-readers.ts'
import { endedSessionsSchema } from './0004-ended-sessions.ts'
import { principalsSchema } from './0005-principals.ts'
import { convertPendingStarts, pendingStartsSchema } from './0006-pending-starts.ts'
import { artifactsSchema } from './0007-artifacts.ts'
import { pendingOutputsSchema } from './0008-pending-outputs.ts'
import { convertScheduledTimes, scheduledTimesSchema } from './0009-scheduled-times.ts'
import { cursorsSchema } from './0010-cursors.ts'
import { stoppedBySchema } from './0011-stopped-by.ts'
import { cleanUpsSchema } from './0012-clean-ups.ts'
import { backfillsSchema } from './0013-backfills.ts'
import { labelsSchema } from './0014-labels.ts'
import { eventBlocksSchema } from './0015-event-blocks.ts'
import { sharedValuesSchema } from './0016-shared-values.ts'
import { secretsSchema } from './0017-secrets.ts'
import { childrenSchema } from './0018-children.ts'
import { connectionsSchema } from './0019-connections.ts'
import { npmPackagesSchema } from './0020-npm-packages.ts'
import { taskItemsSchema } from './0021-task-items.ts'

/** One forward step of the schema. Never edited once released. */
export interface Migration {
  /** 1, 2, 3, … without gaps. */
  readonly version: number
  readonly sql: string
  /** What SQL cannot do, right after it: such as with JSON that is damaged, or nested deeper than SQLite takes. */
  readonly convert?: (connection: SqliteConnection) => void
}

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, sql: initialSchema },
  { version: 2, sql: guaranteesSchema },
  { version: 3, sql: readersSchema, convert: convertForReaders },
  { version: 4, sql: endedSessionsSchema },
  { version: 5, sql: principalsSchema },
  { version: 6, sql: pendingStartsSchema, convert: convertPendingStarts },
  { version: 7, sql: artifactsSchema },
  { version: 8, sql: pendingOutputsSchema },
  { version: 9, sql: scheduledTimesSchema, convert: convertScheduledTimes },
  { version: 10, sql: cursorsSchema },
  { version: 11, sql: stoppedBySchema },
  { version: 12, sql: cleanUpsSchema },
  { version: 13, sql: backfillsSchema },
  { version: 14, sql: labelsSchema },
  { version: 15, sql: eventBlocksSchema },
  { version: 16, sql: sharedValuesSchema },
  { version: 17, sql: secretsSchema },
  { version: 18, sql: childrenSchema },
  { version: 19, sql: connectionsSchema },
  { version: 20, sql: npmPackagesSchema },
  { version: 21, sql: taskItemsSchema },
]

/** The schema of a store that this version runs on. */
export const SQLITE_SCHEMA = MIGRATIONS.at(-1)?.version ?? 0
