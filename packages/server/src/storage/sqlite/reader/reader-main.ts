import { parentPort, workerData } from 'node:worker_threads'
import { SDK_VERSION } from '@aiflow/sdk/internal/model'
import { SqliteReadStorage } from '../sqlite-read-storage.ts'
import { packError } from './carried-error.ts'
import type { ReaderMessage, ReaderOrder, ReaderSetup, ReadRequest } from './reader-messages.ts'
import { callRead } from './short-reads.ts'

/* The reader thread: it answers calls of read ports, several at a time, on its own connection. */

const { path, version } = workerData as ReaderSetup
if (version !== SDK_VERSION) {
  throw new Error(`the program was replaced by version ${SDK_VERSION} while the server of ${version} runs: restart it`)
}
const reads = new SqliteReadStorage({ path })

function tell(message: ReaderMessage): void {
  parentPort?.postMessage(message)
}

async function answer({ id, call }: ReadRequest): Promise<void> {
  try {
    tell({ type: 'answered', id, value: await callRead(reads, call) })
  } catch (error) {
    tell({ type: 'failed', id, error: packError(error) })
  }
}

/** Ends the thread between two statements, where no code of SQLite is on its stack. */
async function end(): Promise<void> {
  await reads.close()
  process.exit()
}

parentPort?.on('message', (order: ReaderOrder) => void (order.type === 'read' ? answer(order) : end()))
tell({ type: 'ready' })
