import { thisMachine } from '../../src/machine/this-machine.ts'

const table = thisMachine()

/** Whether a process runs; one that is dead and only not collected yet does not. */
export function isAlive(pid: number): boolean {
  const row = table.find(pid)
  return row !== null && !row.zombie
}

/** Processes that belong to an attempt by their environment. */
export function processesOf(attemptId: string): number[] {
  return table
    .withEnvironment(`AIFLOW_ATTEMPT_ID=${attemptId}`)
    .filter((row) => !row.zombie)
    .map((row) => row.pid)
}
