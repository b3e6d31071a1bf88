import { thisMachine } from '../../src/machine/this-machine.ts'

const table = thisMachine()

/** Whether a process runs. A zombie does not. */
export function isAlive(pid: number): boolean {
  const row = table.find(pid)
  return row !== null && !row.zombie
}

/** Processes whose environment names the attempt. */
export function processesOf(attemptId: string): number[] {
  return table
    .withEnvironment(`AIFLOW_ATTEMPT_ID=${attemptId}`)
    .filter((row) => !row.zombie)
    .map((row) => row.pid)
}

/** The shell that starts the commands of a worker. Null if there is none yet. */
export function commandShellOf(worker: number): number | null {
  const children = table.list().filter(({ parentId, zombie }) => parentId === worker && !zombie)
  return children.find(({ pid }) => table.commandOf(pid)?.includes('aiflow-commands'))?.pid ?? null
}
