import type { ReadStorage } from '../../reads/read-storage.ts'
import { SqliteReadStorage } from '../sqlite-read-storage.ts'
import { Reader, type ReaderOptions } from './reader.ts'
import { divideReads } from './short-reads.ts'

/** Short reads on the calling thread, all others in a thread of their own, each on a connection of its own. */
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
