import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DEFAULT_WORKER_LIMITS } from '@aiflow/sdk/internal/worker-protocol'
import type { ChildSurroundings } from '../../src/children/child.ts'
import { ChildDoor } from '../../src/children/child-door.ts'
import { Limits } from '../../src/limits.ts'
import type { Snapshot } from '../../src/link/snapshot-cache.ts'
import { LeavingProcesses } from '../../src/local/leaving-processes.ts'
import { LiveLogs } from '../../src/logs/live-logs.ts'
import { Cgroups } from '../../src/machine/cgroups.ts'
import { thisMachine } from '../../src/machine/this-machine.ts'

export interface ChildStage {
  readonly home: string
  readonly snapshot: Snapshot
  readonly limits: Limits
  readonly around: ChildSurroundings
  end(): void
}

/** What children need of a worker, and a snapshot with the given bundle. */
export async function childStage(bundle: string): Promise<ChildStage> {
  const home = mkdtempSync(join(tmpdir(), 'aiflow-children-'))
  writeFileSync(join(home, 'bundle.mjs'), bundle)
  const door = new ChildDoor(join(home, 'socket'))
  await door.open()
  const limits = new Limits(DEFAULT_WORKER_LIMITS)
  const liveLogs = new LiveLogs({ limits: () => limits.log, warn: () => undefined })
  return {
    home,
    limits,
    snapshot: {
      hash: 'snapshot',
      bundle: join(home, 'bundle.mjs'),
      bundleHash: createHash('sha256').update(bundle).digest('hex'),
      files: home,
      packages: null,
    },
    around: {
      door,
      liveLogs,
      limits,
      table: thisMachine(),
      cgroups: new Cgroups(home, false),
      program: {
        path: fileURLToPath(new URL('../../src/child/main.ts', import.meta.url)),
        nodeArguments: ['--conditions=source'],
      },
      folder: home,
      socket: join(home, 'socket'),
      serverFile: join(home, 'server.json'),
      inherited: {},
      left: () => undefined,
      filled: () => undefined,
      leaving: new LeavingProcesses(),
      distrust: () => undefined,
    },
    end: () => {
      liveLogs.stop()
      door.close()
      rmSync(home, { recursive: true })
    },
  }
}
