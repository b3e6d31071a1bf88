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

/** The shell that a worker has started ahead. Null if none waits. */
export function waitingShellOf(worker: number): number | null {
  const children = table.list().filter(({ parentId, zombie }) => parentId === worker && !zombie)
  return children.find(({ pid }) => table.commandOf(pid)?.includes('aiflow-waiting'))?.pid ?? null
}
