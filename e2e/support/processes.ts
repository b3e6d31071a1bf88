import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { waitUntil } from './wait-for.ts'

/** Whether a process exists and has not ended. A zombie has ended. */
export function isAlive(pid: number): boolean {
  const stat = readProc(pid, 'stat')
  return stat !== '' && stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z'
}

/** Sends SIGKILL. Resolves when the process is gone. */
export async function kill9(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL')
  await waitUntil(`the end of process ${pid}`, () => !isAlive(pid))
}

/** The same for several processes, of which some may end by themselves when others are gone. */
export async function killAll9(processes: readonly { readonly pid: number }[]): Promise<void> {
  for (const { pid } of processes) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended.
    }
  }
  await waitUntil('the end of all processes', () => !processes.some(({ pid }) => isAlive(pid)))
}

/** A process that belongs to a home: by its environment, its arguments or its working folder. */
export interface HomeProcess {
  readonly pid: number
  readonly command: string
  /** Its environment when it began. */
  readonly environment: string
}

export function processesOf(folder: string): HomeProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && isAlive(pid) && belongs(pid, folder))
    .map((pid) => ({ pid, command: commandOf(pid), environment: readProc(pid, 'environ') }))
}

/** A process that is exiting has no arguments any more. */
function commandOf(pid: number): string {
  return readProc(pid, 'cmdline').replaceAll('\0', ' ').trim() || readProc(pid, 'comm').trim()
}

/** Resolves when nothing of a folder runs. The compiler of workflow files exits when its input ends, a moment after its program. */
export async function allGone(folder: string): Promise<void> {
  await waitUntil(`the end of all processes of ${folder}`, () => processesOf(folder).length === 0).catch((cause) => {
    const left = processesOf(folder).map(({ pid, command }) => `${pid} ${command}`)
    throw new Error(`These are left: ${left.join(', ')}`, { cause })
  })
}

function belongs(pid: number, folder: string): boolean {
  return (
    readProc(pid, 'environ').includes(folder) ||
    readProc(pid, 'cmdline').includes(folder) ||
    workingFolderOf(pid).startsWith(folder)
  )
}

function workingFolderOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    // It ended while we looked.
    return ''
  }
}

function readProc(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1')
  } catch {
    // It ended while we looked.
    return ''
  }
}
