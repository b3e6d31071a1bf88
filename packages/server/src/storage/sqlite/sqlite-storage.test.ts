import { join } from 'node:path'
import { describeStorageContract } from '../../testing/storage-contract.ts'
import { createTemporaryFolder } from '../../testing/temporary-folder.ts'
import { SqliteReadStorage } from './sqlite-read-storage.ts'
import { SqliteSchedulerStorage } from './sqlite-scheduler-storage.ts'

describeStorageContract('SQLite', async () => {
  const folder = await createTemporaryFolder()
  const path = join(folder.path, 'aiflow.db')
  return {
    createScheduler: () => new SqliteSchedulerStorage({ path }),
    createReader: () => new SqliteReadStorage({ path }),
    dispose: folder.remove,
  }
})
