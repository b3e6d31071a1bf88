import { join } from 'node:path'
import type { Stage } from '../stage/stage.ts'
import { fillStore, LARGE } from './fill-store.ts'

/** Gives a stage a store with months of work. Resolves when its server and worker run on it. */
export async function stageLargeStore(stage: Stage): Promise<void> {
  await stage.stop()
  const before = performance.now()
  const path = join(stage.home, 'large.db')
  await fillStore(path, LARGE)
  stage.replaceStore(path)
  process.stderr.write(`  filled in ${((performance.now() - before) / 1000).toFixed(0)} s\n`)
  await stage.start()
}
