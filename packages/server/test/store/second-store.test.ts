import { pino } from 'pino'
import { expect, test } from 'vitest'
import type { openStore } from '../../src/open-store.ts'
import type { ReadStorage } from '../../src/storage/reads/read-storage.ts'
import type { SchedulerStorage } from '../../src/storage/storage.ts'

/*
 * A store that is not SQLite, as far as the compiler can tell: it shows that the ports name nothing of SQLite, and what a
 * second implementation has to build.
 */

const notBuilt = async (): Promise<never> => {
  throw new Error('not built')
}

const scheduler = {
  open: notBuilt,
  load: notBuilt,
  commit: notBuilt,
  commitAll: notBuilt,
  probe: notBuilt,
  close: async () => undefined,
  executions: { load: notBuilt, namespaceOfEnded: notBuilt, findScheduled: notBuilt, findExpired: notBuilt },
  tasks: { loadPendingHead: notBuilt, findKnownAttempts: notBuilt },
  lanes: { loadInboxHead: notBuilt },
  snapshots: { find: notBuilt, isUsed: notBuilt },
  events: { find: notBuilt, findDuplicates: notBuilt },
  requests: { result: notBuilt },
  backfills: { find: notBuilt },
  deadLetters: { load: notBuilt, findUnderWay: notBuilt },
  blobs: { findUsed: notBuilt },
  history: { sweep: notBuilt, sweepDeleted: notBuilt, releaseSpace: notBuilt },
} satisfies SchedulerStorage

const reads = {
  events: {
    find: notBuilt,
    list: notBuilt,
    count: notBuilt,
    lastSent: notBuilt,
    offsetOfTime: notBuilt,
    causedBy: notBuilt,
    offered: notBuilt,
    offeredByKey: notBuilt,
  },
  namespaces: { find: notBuilt, list: notBuilt, of: notBuilt },
  workflows: { find: notBuilt, list: notBuilt },
  snapshots: { find: notBuilt, list: notBuilt },
  triggers: { findAll: notBuilt, list: notBuilt },
  schedules: { findAll: notBuilt, list: notBuilt },
  backfills: { find: notBuilt, list: notBuilt, executionsAt: notBuilt },
  executions: { find: notBuilt, list: notBuilt, count: notBuilt, recent: notBuilt, creation: notBuilt },
  tasks: {
    find: notBuilt,
    summary: notBuilt,
    eventOffsets: notBuilt,
    list: notBuilt,
    search: notBuilt,
    findSuccess: notBuilt,
    findStartedBy: notBuilt,
    restarts: notBuilt,
    latest: notBuilt,
    items: notBuilt,
    item: notBuilt,
    metrics: notBuilt,
    memories: notBuilt,
    outputs: notBuilt,
    countPendingStarts: notBuilt,
  },
  lanes: { states: notBuilt, namedStates: notBuilt, circuits: notBuilt, inbox: notBuilt },
  verdicts: { list: notBuilt, notMet: notBuilt, ofEvent: notBuilt, ofRule: notBuilt, ofStep: notBuilt },
  deadLetters: { find: notBuilt, list: notBuilt, count: notBuilt, countUpTo: notBuilt, ofEvent: notBuilt },
  timers: { find: notBuilt },
  tokens: { list: notBuilt },
  requests: { audit: notBuilt, result: notBuilt },
  fault: null,
  close: async () => undefined,
} satisfies ReadStorage

const openSecondStore: typeof openStore = () => ({
  scheduler,
  reads,
  schema: 1,
  confirm: () => undefined,
  mend: () => undefined,
  close: async (_reason: unknown, closeScheduler: () => Promise<void>) => closeScheduler(),
})

test('a store that is not SQLite fits the ports', async () => {
  const store = openSecondStore({
    home: '/nowhere',
    now: () => 0,
    logger: pino({ level: 'silent' }),
    hasReadThread: false,
  })
  await expect(store.scheduler.open()).rejects.toThrow('not built')
  await expect(store.reads.tokens.list()).rejects.toThrow('not built')
  await store.close(null, () => store.scheduler.close())
})
