import child_process from 'node:child_process'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

/*
 * Loaded into a worker before its own code (`--import`). It kills the worker with SIGKILL right before or after one of its
 * steps. `KILL_POINT` is `<step>:<before|after>`.
 */
const [what = '', when = ''] = (process.env.KILL_POINT ?? '').split(':')

type Call = (...args: never[]) => unknown

/** The call that belongs to each step. */
const POINTS: Readonly<Record<string, (name: string, args: readonly unknown[]) => boolean>> = {
  folder: (name, [path]) => name === 'mkdirSync' && /\/attempts\/[^/]+$/.test(String(path)),
  record: (name, args) => writes(name, args, '{"record"'),
  stop: (name, args) => writes(name, args, '{"stop"'),
  finished: (name, args) => writes(name, args, '{"finished"'),
  spawn: (name, [command]) => name === 'spawn' && String(command).endsWith('aiflow-shim'),
  settle: (name, [from]) => name === 'renameSync' && /\/attempts\/[^/]+$/.test(String(from)),
}

/** Whether a call writes a line to the journal that begins with `start`. */
function writes(name: string, [fd, text]: readonly unknown[], start: string): boolean {
  if (name !== 'writeFileSync' || typeof fd !== 'number') return false
  return String(text).trimStart().startsWith(start) && fs.readlinkSync(`/proc/self/fd/${fd}`).endsWith('/journal')
}

function kill(): void {
  process.kill(process.pid, 'SIGKILL')
  // The signal arrives before the next line of any code runs.
  for (;;);
}

function wrap(owner: object, name: string): void {
  const original = Reflect.get(owner, name) as Call
  Reflect.set(owner, name, (...args: never[]) => {
    const isMeant = POINTS[what]?.(name, args) === true
    if (isMeant && when === 'before') kill()
    const result = original.apply(owner, args)
    if (isMeant && when === 'after') kill()
    return result
  })
}

for (const name of ['writeFileSync', 'mkdirSync', 'renameSync']) wrap(fs, name)
wrap(child_process, 'spawn')
syncBuiltinESMExports()
