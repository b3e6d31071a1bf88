import type { ReadStorage } from '../../reads/read-storage.ts'
import { SqliteReadStorage } from '../sqlite-read-storage.ts'
import { Reader, type ReaderOptions } from './reader.ts'
import { divideReads } from './short-reads.ts'

/** Runs short reads on the calling thread and all others in a reader thread. Each thread has its own connection. */
export function openThreadedReads(options: ReaderOptions): ReadStorage {
  const short = new SqliteReadStorage({ path: options.path })
  const reader = new Reader(options)
  return {
    ...divideReads(short, (call) => reader.ask(call)),
    get fault() {
      return reader.fault
    },
    async close() {
      await reader.close()
      await short.close()
    },
  }
}
