import { type ExecFileSyncOptions, execFileSync } from 'node:child_process'
import type { ProcessRow, ProcessTable } from './process-table.ts'

const COLUMNS = 'pid=,ppid=,pgid=,stat=,lstart='
const ROW = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/
/** `lstart` always has five words. */
const START_TIME_WORDS = 5
/** Dates look the same in every locale. The shim writes the same form. */
const RUN_OPTIONS: ExecFileSyncOptions = {
  env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C' },
  stdio: ['ignore', 'pipe', 'ignore'],
  maxBuffer: 2 ** 28,
}

/** Asks `ps`, for machines without /proc (macOS). */
export class PsProcessTable implements ProcessTable {
  readonly bootId = run('sysctl', ['-n', 'kern.bootsessionuuid']).trim()

  find(pid: number): ProcessRow | null {
    return parse(run('ps', ['-o', COLUMNS, '-p', String(pid)]))[0] ?? null
  }

  list(): readonly ProcessRow[] {
    return parse(run('ps', ['-axo', COLUMNS]))
  }

  withEnvironment(entry: string): readonly ProcessRow[] {
    const lines = run('ps', ['-axEwwo', `${COLUMNS},command=`]).split('\n')
    return parse(lines.filter((line) => line.split(' ').includes(entry)).join('\n'))
  }

  variables(name: string): ReadonlyMap<number, string> {
    const start = `${name}=`
    const lines = run('ps', ['-axEwwo', 'pid=,command=']).split('\n')
    const found = lines.flatMap((line): [number, string][] => {
      const word = line.split(/\s+/).find((each) => each.startsWith(start))
      return word === undefined ? [] : [[Number.parseInt(line, 10), word.slice(start.length)]]
    })
    return new Map(found)
  }

  commandOf(pid: number): string | null {
    return run('ps', ['-o', 'command=', '-p', String(pid)]).trim() || null
  }
}

function parse(text: string): ProcessRow[] {
  return text.split('\n').flatMap((line) => {
    const [, pid, parentId, groupId, state, rest] = ROW.exec(line) ?? []
    if (pid === undefined || state === undefined || rest === undefined) return []
    const startTime = rest.split(/\s+/).slice(0, START_TIME_WORDS).join('-')
    const zombie = state.startsWith('Z')
    const frozen = state.startsWith('T')
    return [{ pid: Number(pid), parentId: Number(parentId), groupId: Number(groupId), zombie, frozen, startTime }]
  })
}

/** `ps` exits with code 1 if it finds nothing. */
function run(command: string, args: string[]): string {
  try {
    return execFileSync(command, args, { ...RUN_OPTIONS, encoding: 'utf8' })
  } catch {
    return ''
  }
}
