import { readdirSync, readFileSync } from 'node:fs'

/** Ticks of `/proc/<pid>/stat` per second; the same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100
const MEGABYTE_IN_KIBIBYTES = 1000 / 1.024

/** Resident memory in MB. */
export function memoryOf(pid: number): number {
  return statusOf(pid, 'VmRSS')
}

function statusOf(pid: number, field: string): number {
  const [, kibibytes = '0'] =
    new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kibibytes) / MEGABYTE_IN_KIBIBYTES
}

/** What processes of one program need together, in MB: their own memory, and once what they read from files, which they share. */
export function memoryTogether(pids: readonly number[]): number {
  const own = pids.map((pid) => statusOf(pid, 'RssAnon'))
  return own.reduce((sum, each) => sum + each, 0) + Math.max(...pids.map((pid) => statusOf(pid, 'RssFile')))
}

/** CPU time of a process since it began, in seconds. */
export function cpuSecondsOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

/** Processes of a server and a worker with its children, by kind. */
export interface HomeProcesses {
  readonly server: readonly number[]
  readonly worker: readonly number[]
  readonly children: readonly number[]
}

/** The processes that belong to a home. */
export function processesOf(home: string): HomeProcesses {
  const isNumber = /^\d+$/
  const pids = readdirSync('/proc')
    .filter((name) => isNumber.test(name))
    .map(Number)
  const running = (program: string) => pids.filter((pid) => isPartOf(home, program, commandOf(pid)))
  return { server: running('server.js'), worker: running('worker.js'), children: running('child.js') }
}

function isPartOf(home: string, program: string, command: readonly string[]): boolean {
  return command.some((word) => word.endsWith(`/${program}`)) && command.some((word) => word.includes(home))
}

function commandOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    // It ended in the meantime.
    return []
  }
}
