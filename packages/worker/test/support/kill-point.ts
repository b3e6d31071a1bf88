import child_process from 'node:child_process'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'

/*
 * Loaded into a worker or into its children before their own code (`--import`). It kills the process with SIGKILL right before
 * or after one of its steps. `KILL_POINT` is `<step>:<before|after>` for the worker, and `CHILD_KILL_POINT` for its children, of
 * which only one is killed: the one that creates the file `CHILD_KILL_MARK`.
 */
const isChild = process.argv[1]?.endsWith('/child/main.ts') === true
const [what = '', when = ''] = ((isChild ? process.env.CHILD_KILL_POINT : process.env.KILL_POINT) ?? '').split(':')
const mark = isChild ? process.env.CHILD_KILL_MARK : undefined

/** Code that shares a process cannot use it, so it is kept. */
const signal = process.kill.bind(process)

type Call = (...args: never[]) => unknown

/** The call that belongs to each step. */
const POINTS: Readonly<Record<string, (name: string, args: readonly unknown[]) => boolean>> = {
  folder: (name, [path]) => name === 'mkdirSync' && /\/attempts\/[^/]+$/.test(String(path)),
  record: (name, args) => writes(name, args, '{"record"') || appends(name, args, 'assigned'),
  send: (name, [text]) => name === 'write' && String(text).includes('"type":"run"'),
  claim: (name, args) => appends(name, args, 'claim'),
  outcome: (name, args) => appends(name, args, 'outcome'),
  stop: (name, args) => writes(name, args, '{"stop"') || appends(name, args, 'stop'),
  finished: (name, args) => writes(name, args, '{"finished"') || appends(name, args, 'finished'),
  spawn: (name, [command]) => name === 'spawn' && String(command).endsWith('aiflow-shim'),
  handOver: (name, [text]) => name === 'write' && String(text).includes('/aiflow-shim'),
  collect: (name, [text]) => name === 'write' && String(text).startsWith('wait '),
  settle: (name, args) =>
    (name === 'renameSync' && /\/attempts\/[^/]+$/.test(String(args[0]))) || appends(name, args, 'settled'),
}

/** Whether a call writes a line to the journal that begins with `start`. */
function writes(name: string, [fd, text]: readonly unknown[], start: string): boolean {
  if (name !== 'writeFileSync' || typeof fd !== 'number') return false
  return String(text).trimStart().startsWith(start) && fs.readlinkSync(`/proc/self/fd/${fd}`).endsWith('/journal')
}

/** Whether a call appends a line of a kind about an attempt of code. */
function appends(name: string, [fd, data]: readonly unknown[], kind: string): boolean {
  if (name !== 'writeSync' || typeof fd !== 'number') return false
  const path = fs.readlinkSync(`/proc/self/fd/${fd}`)
  return path.endsWith('/attempts') && String(data).trimStart().split(' ')[2] === kind
}

function kill(): void {
  if (mark !== undefined && !isFirst(mark)) return
  signal(process.pid, 'SIGKILL')
  // The signal arrives before the next line of any code runs.
  for (;;);
}

function isFirst(path: string): boolean {
  try {
    fs.closeSync(fs.openSync(path, 'wx'))
    return true
  } catch {
    return false
  }
}

function wrap(owner: object, name: string): void {
  const original = Reflect.get(owner, name) as Call
  Reflect.set(owner, name, function (this: unknown, ...args: never[]) {
    const isMeant = POINTS[what]?.(name, args) === true
    if (isMeant && when === 'before') kill()
    const result = original.apply(this, args)
    if (isMeant && when === 'after') kill()
    return result
  })
}

for (const name of ['writeFileSync', 'writeSync', 'mkdirSync', 'renameSync']) wrap(fs, name)
wrap(child_process, 'spawn')
wrap(net.Socket.prototype, 'write')
syncBuiltinESMExports()
