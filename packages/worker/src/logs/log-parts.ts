import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { statsOf } from '../system/stats-of.ts'

/** What was moved out of a log: `<log>.<begin>-<end>`, or `<log>.<begin>` where nothing of it is missing. */
export interface LogPart {
  readonly path: string
  readonly begin: number
  /** After the last byte that is there. */
  readonly kept: number
  /** Where the next part begins; what lies between was not kept. */
  readonly end: number
}

/** The parts of a log, the oldest first. */
export function listParts(log: string): LogPart[] {
  const folder = dirname(log)
  const prefix = `${basename(log)}.`
  if (!statsOf(folder)?.isDirectory()) return []
  return readdirSync(folder)
    .flatMap((name) => {
      const [, begin, end] = name.startsWith(prefix) ? (/^(\d+)(?:-(\d+))?$/.exec(name.slice(prefix.length)) ?? []) : []
      return begin === undefined ? [] : [partOf(join(folder, name), Number(begin), end)]
    })
    .sort((a, b) => a.begin - b.begin || a.end - b.end)
}

export function partPath(log: string, begin: number, end: number): string {
  return `${log}.${begin}-${end}`
}

/** Zero where there is no file. */
export function sizeOf(path: string): number {
  const found = statsOf(path)
  return found?.isFile() ? found.size : 0
}

function partOf(path: string, begin: number, end: string | undefined): LogPart {
  const size = sizeOf(path)
  const last = end === undefined ? begin + size : Number(end)
  return { path, begin, kept: Math.min(begin + size, last), end: last }
}
