import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { statsOf } from '../system/stats-of.ts'

/** A rotated part of a log. Its file is `<log>.<begin>-<end>`, or `<log>.<begin>` if it is complete. */
export interface LogPart {
  readonly path: string
  readonly begin: number
  /** The offset after the last byte that was kept. */
  readonly kept: number
  /** The offset at which the next part begins. Bytes between `kept` and `end` were not kept. */
  readonly end: number
}

/** The parts of a log, oldest first. */
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

/** Zero if there is no file. */
export function sizeOf(path: string): number {
  const found = statsOf(path)
  return found?.isFile() ? found.size : 0
}

function partOf(path: string, begin: number, end: string | undefined): LogPart {
  const size = sizeOf(path)
  const last = end === undefined ? begin + size : Number(end)
  return { path, begin, kept: Math.min(begin + size, last), end: last }
}
