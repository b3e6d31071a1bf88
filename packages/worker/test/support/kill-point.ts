import child_process from 'node:child_process'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

/*
 * Loaded into a worker before its own code (`--import`): kills it with SIGKILL right before or right after one thing that
 * it does. The worker itself knows nothing of it. `KILL_POINT` is `<what>:<before|after>`.
 */
const [what = '', when = ''] = (process.env.KILL_POINT ?? '').split(':')

type Call = (...args: never[]) => unknown

/** Which call is the one that is meant. */
const POINTS: Readonly<Record<string, (name: string, args: readonly unknown[]) => boolean>> = {
  folder: (name, [path]) => name === 'mkdirSync' && /\/attempts\/[^/]+$/.test(String(path)),
  record: (name, args) => name === 'appendFileSync' && writes(args, '{"record"'),
  stop: (name, args) => name === 'appendFileSync' && writes(args, '{"stop"'),
  finished: (name, args) => name === 'appendFileSync' && writes(args, '{"finished"'),
  spawn: (name, [command]) => name === 'spawn' && String(command).endsWith('aiflow-shim'),
  settle: (name, [from]) => name === 'renameSync' && /\/attempts\/[^/]+$/.test(String(from)),
}

function writes([path, text]: readonly unknown[], start: string): boolean {
  return String(path).endsWith('/journal') && String(text).trimStart().startsWith(start)
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

for (const name of ['appendFileSync', 'mkdirSync', 'renameSync']) wrap(fs, name)
wrap(child_process, 'spawn')
syncBuiltinESMExports()
