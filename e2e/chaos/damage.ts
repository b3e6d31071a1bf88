import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const GARBAGE = '\0\u0001{"half":'

/** Ways in which a file is found after a power cut or a mistake. */
const HURTS: readonly ((content: Buffer) => string | Buffer)[] = [
  () => '',
  (content) => content.subarray(0, Math.floor(content.length / 2)),
  (content) => Buffer.alloc(content.length),
  () => GARBAGE,
]

/** Files of a worker that may be damaged at any time without a promise being broken. */
export function damageWorkerFile(home: string, pick: number): string | null {
  return damageOne(
    [
      ...['worker-id', 'lock'].map((name) => join(home, 'worker', name)),
      ...filesOf(join(home, 'worker', 'attempts'), ['journal', 'run']),
      ...filesOf(join(home, 'worker', 'attempts'), ['journal', 'run']),
      ...filesOf(join(home, 'worker', 'snapshots'), ['bundle.mjs']),
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

/** The file that was damaged, null where there was none. */
function damageOne(paths: readonly string[], pick: number): string | null {
  const path = paths[Math.floor(pick * paths.length)]
  const hurt = HURTS[Math.floor(((pick * 101) % 1) * HURTS.length)]
  if (path === undefined || hurt === undefined) return null
  try {
    writeFileSync(path, hurt(readFileSync(path)))
    return path
  } catch {
    // It went away meanwhile.
    return null
  }
}

function filesOf(folder: string, names: readonly string[]): string[] {
  return readdirSync(folder).flatMap((each) => names.map((name) => join(folder, each, name)).filter(isFile))
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}
