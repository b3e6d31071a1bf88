import type { Lookups } from '../lookups.ts'
import { readExecutionImage } from './commit/read-executions.ts'
import { findEvent } from './events/causes.ts'
import { findExpiredExecutions } from './executions/expired-executions.ts'
import { findScheduledExecutions } from './executions/scheduled-executions.ts'
import type { Read } from './file/connection.ts'
import { findBackfill } from './tables/backfills.ts'
import { findControlResult } from './tables/control-results.ts'
import { findDeadLetter, findLettersUnderWay } from './tables/dead-letters.ts'
import { readInboxHead } from './tables/inbox.ts'
import { readPendingHead } from './tables/pending-starts.ts'
import { findProducerKeys } from './tables/producer-keys.ts'
import { findSnapshot, readUsedBlobs } from './tables/snapshots.ts'
import { findKnownAttempts, readArtifactBlobs } from './tables/task-executions.ts'
import { findEndedExecution, findWorkflowExecution, isSnapshotUsed } from './tables/workflow-executions.ts'

export interface LookupOptions {
  readonly read: Read
  /** Whether the store may hold producer keys that an older version wrote. */
  readonly hasEarlierKeys: () => boolean
}

export function createLookups({ read, hasEarlierKeys }: LookupOptions): Lookups {
  return {
    executions: {
      load: async (id) =>
        read((connection) => {
          const execution = findWorkflowExecution(connection, id)
          return execution === null ? null : readExecutionImage(connection, execution)
        }),
      namespaceOfEnded: async (id) => read((connection) => findEndedExecution(connection, id)),
      findScheduled: async (times) => read((connection) => findScheduledExecutions(connection, times)),
      findExpired: async (expired, limit) => read((connection) => findExpiredExecutions(connection, expired, limit)),
    },
    backfills: {
      find: async (id) => read((connection) => findBackfill(connection, id)),
    },
    tasks: {
      loadPendingHead: async (of) => read((connection) => readPendingHead(connection, of)),
      findKnownAttempts: async (attemptIds) => read((connection) => findKnownAttempts(connection, attemptIds)),
    },
    lanes: {
      loadInboxHead: async (lane) => read((connection) => readInboxHead(connection, lane)),
    },
    snapshots: {
      find: async (hash) => read((connection) => findSnapshot(connection, hash)),
      isUsed: async (hash) => read((connection) => isSnapshotUsed(connection, hash)),
    },
    events: {
      find: async (offset) => read((connection) => findEvent(connection, offset)),
      findDuplicates: async (keys) => read((connection) => findProducerKeys(connection, keys, hasEarlierKeys())),
    },
    requests: {
      result: async (offset) => read((connection) => findControlResult(connection, offset)),
    },
    deadLetters: {
      load: async (id) =>
        read((connection) => {
          const letter = findDeadLetter(connection, id)
          return letter === null ? null : { letter, event: findEvent(connection, letter.eventOffset) }
        }),
      findUnderWay: async (ids) => read((connection) => findLettersUnderWay(connection, ids)),
    },
    blobs: {
      findUsed: async () =>
        read((connection) => new Set([...readUsedBlobs(connection), ...readArtifactBlobs(connection)])),
    },
  }
}
