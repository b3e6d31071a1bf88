import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Measurement, Row } from '../measurement.ts'
import type { Stage } from '../stage/stage.ts'
import { StatusWatch } from '../stage/status-watch.ts'

const FILE = 'version.txt'
const WARM_UP = 2
/** Each upload takes as long as a hundred tasks. */
const SAMPLES = 20

/** From the start of an execution, right after the upload of a new version, until its TypeScript task runs. */
export const firstTask: Measurement = {
  name: 'first-task',
  workflows: ['chains.ts'],
  async run(stage): Promise<readonly Row[]> {
    const watch = await StatusWatch.ofTask(stage.client, 'chain-of-3', 'task-1')
    const samples: number[] = []
    for (let version = 0; version < WARM_UP + SAMPLES; version += 1) {
      await uploadVersion(stage, version)
      const running = watch.next(({ value }) => value === 'RUNNING')
      const before = performance.now()
      await stage.client.workflows.startExecution('default', 'chain-of-3')
      const { at } = await running
      if (version >= WARM_UP) samples.push(at - before)
      await watch.next(({ value }) => value === 'SUCCESS')
    }
    watch.close()
    const label = 'first TypeScript task after an upload, until it runs'
    return [{ label, unit: 'ms', better: 'lower', aim: 60, samples }]
  },
}

/** The code is the same, and the file makes it another version with processes of its own. */
async function uploadVersion(stage: Stage, version: number): Promise<void> {
  writeFileSync(join(stage.home, FILE), String(version))
  await stage.aiflow('workflow', 'upload', join(import.meta.dirname, '../workflows/chains.ts'), '-f', FILE)
}
