import { existsSync, readdirSync, readFileSync } from 'node:fs'

const PROGRAM = /^(\S*\/)?(node|sh|bash)$/

/**
 * Ids of the processes that belong to a home: server, worker and children have it on their command line, tasks in their
 * environment. Finds none on systems without /proc.
 */
export function processesOf(home: string): readonly number[] {
  if (!existsSync('/proc/self/environ')) return []
  const ids = readdirSync('/proc').map(Number).filter(Number.isInteger)
  return ids.filter((id) => id !== process.pid && belongsTo(home, id))
}

function belongsTo(home: string, id: number): boolean {
  const [program = '', ...words] = readProc(id, 'cmdline').split('\0')
  // A program that only reads a log of this home is not part of it.
  const isNamed = PROGRAM.test(program) && words.some((word) => word.includes(home))
  return isNamed || readProc(id, 'environ').includes(`AIFLOW_SERVER_FILE=${home}/`)
}

function readProc(id: number, name: string): string {
  try {
    return readFileSync(`/proc/${id}/${name}`, 'utf8')
  } catch {
    // It has ended, or belongs to another user.
    return ''
  }
}
