import { readdirSync, readFileSync } from 'node:fs'

/** Ticks of `/proc/<pid>/stat` in a second; the same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100
const MEGABYTE_IN_KIBIBYTES = 1000 / 1.024

/** Resident memory in MB. */
export function memoryOf(pid: number): number {
  const [, kibibytes = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kibibytes) / MEGABYTE_IN_KIBIBYTES
}

/** CPU time of a process since it began, in seconds. */
export function cpuSecondsOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

/** The process of a worker of a home, null where there is none. */
export function workerOf(home: string): number | null {
  const isNumber = /^\d+$/
  const pids = readdirSync('/proc').filter((name) => isNumber.test(name))
  return pids.map(Number).find((pid) => isWorkerOf(pid, home)) ?? null
}

function isWorkerOf(pid: number, home: string): boolean {
  const [, program = '', flag, folder] = commandOf(pid)
  return program.endsWith('/worker.js') && flag === '--home' && folder === home
}

function commandOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    // It ended while we looked.
    return []
  }
}
