import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { summarize } from '../statistics.ts'

const WRITES = 200
const BLOCK = Buffer.alloc(4096)

/** What a durable write of 4 KiB costs on the disk of the homes, in ms. */
export function durableWriteMs(): number {
  const folder = mkdtempSync(join(tmpdir(), 'aiflow-bench-disk-'))
  const file = openSync(join(folder, 'file'), 'w')
  const times = Array.from({ length: WRITES }, (_, index) => {
    writeSync(file, BLOCK, 0, BLOCK.length, index * BLOCK.length)
    const before = performance.now()
    fdatasyncSync(file)
    return performance.now() - before
  })
  closeSync(file)
  rmSync(folder, { recursive: true })
  return summarize(times, 'lower').median
}
