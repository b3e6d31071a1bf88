import { join } from 'node:path'
import { openThreadedReads } from '../../src/storage/sqlite/reader/threaded-read-storage.ts'
import { SqliteSchedulerStorage } from '../../src/storage/sqlite/sqlite-scheduler-storage.ts'
import { describeStorageContract } from '../../src/testing/storage-contract.ts'
import { createTemporaryFolder } from '../../src/testing/temporary-folder.ts'

const LOG = { info: () => {}, error: () => {} }

describeStorageContract('SQLite with a thread for reads', async () => {
  const folder = await createTemporaryFolder()
  const path = join(folder.path, 'aiflow.db')
  return {
    createScheduler: () => new SqliteSchedulerStorage({ path }),
    createReader: () => openThreadedReads({ path, now: Date.now, log: LOG }),
    dispose: folder.remove,
  }
})
