import childProcess, { ChildProcess } from 'node:child_process'
import { syncBuiltinESMExports } from 'node:module'
import { currentOwner } from './ownership.ts'

/** What user code that shares a process may not do to it. It gets an error, and the others are not affected. */
export interface SharedProcess {
  /** Who is refused, such as `A condition`. */
  readonly who: string
}

/**
 * Refuses changes of what all code of the process sees: its environment and its working folder. Like the other functions here,
 * it also replaces what code imports by name.
 */
export function forbidSideEffects({ who }: SharedProcess): void {
  const set = refuse(`${who} cannot change the environment of its process.`)
  // biome-ignore lint/style/noProcessEnv: so that it cannot be changed
  const environment = { ...process.env }
  process.env = new Proxy(environment, { set, deleteProperty: set, defineProperty: set })
  process.chdir = refuse(`${who} cannot change the working folder of its process.`)
  syncBuiltinESMExports()
}

/** Refuses to end the process. What the process itself calls has to be kept before. */
export function forbidExit({ who }: SharedProcess): void {
  const exit = refuse(`${who} cannot end its process. Throw an error to fail, or return.`)
  process.exit = exit
  process.abort = exit
  const kill = process.kill.bind(process)
  process.kill = (pid, signal) => {
    // 0 and negative numbers stand for process groups.
    if (signal !== 0 && [0, process.pid, -process.pid].includes(Number(pid))) exit()
    return kill(pid, signal)
  }
  syncBuiltinESMExports()
}

/**
 * Refuses to start processes for a task, which could not be told from those of other tasks. The import of a bundle may start
 * some, and so may its worker threads, which have functions of their own. Call it before that import, which may keep the functions
 * that are replaced here.
 */
export function forbidProcesses({ who }: SharedProcess): void {
  const check = () => {
    if (currentOwner() === null) return
    throw new Error(`${who} cannot start processes. Use the isolation "warm" or "process" for it.`)
  }
  guard(ChildProcess.prototype, 'spawn', check)
  for (const name of ['spawnSync', 'execSync', 'execFileSync'] as const) guard(childProcess, name, check)
  syncBuiltinESMExports()
}

function guard(target: object, name: string, check: () => void): void {
  const original: unknown = Reflect.get(target, name)
  if (typeof original !== 'function') return
  Reflect.set(target, name, function (this: unknown, ...args: unknown[]): unknown {
    check()
    return Reflect.apply(original, this, args)
  })
}

function refuse(message: string): () => never {
  return () => {
    throw new Error(message)
  }
}
