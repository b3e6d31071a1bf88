import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const GARBAGE = '\0\u0001{"half":'

/** Kinds of damage that a power cut or a mistake leaves in a file. */
const HURTS: readonly ((content: Buffer) => string | Buffer)[] = [
  () => '',
  (content) => content.subarray(0, Math.floor(content.length / 2)),
  (content) => Buffer.alloc(content.length),
  () => GARBAGE,
]

const OF_A_WORKER = ['worker-id', 'worker-id.copy', 'store-id', 'lock']

/** Files of a running worker: those that it wrote for others, and those that it reads when it starts. */
export function damageWorkerFile(home: string, pick: number): string | null {
  return damageOne(
    OF_A_WORKER.map((name) => join(home, 'worker', name)),
    pick,
  )
}

/** Files of a dead worker, including those of its attempts. */
export function damageDeadWorkerFile(home: string, pick: number): string | null {
  const worker = join(home, 'worker')
  return damageOne(
    [
      ...OF_A_WORKER.map((name) => join(worker, name)),
      ...filesOf(join(worker, 'attempts'), ['journal', 'run']),
      ...filesOf(join(worker, 'attempts'), ['journal', 'run']),
      ...filesOf(join(worker, 'children'), ['attempts']),
      ...filesOf(join(worker, 'snapshots'), ['bundle.mjs', 'manifest.json']),
    ],
    pick,
  )
}

/** Files of a server that is not running. */
export function damageServerFile(home: string, pick: number): string | null {
  return damageOne(
    ['server.json', 'session-secret'].map((name) => join(home, name)),
    pick,
  )
}

/** Damages a file and returns its path; null if there was none. */
function damageOne(paths: readonly string[], pick: number): string | null {
  const path = paths[Math.floor(pick * paths.length)]
  const hurt = HURTS[Math.floor(((pick * 101) % 1) * HURTS.length)]
  if (path === undefined || hurt === undefined) return null
  try {
    writeFileSync(path, hurt(readFileSync(path)))
    return path
  } catch {
    // It was removed in the meantime.
    return null
  }
}

function filesOf(folder: string, names: readonly string[]): string[] {
  return readdirSync(folder).flatMap((each) => names.map((name) => join(folder, each, name)).filter(isFile))
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}
