import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { waitFor, waitUntil } from '../../support/wait-for.ts'

/** A folder beside the home, on another disk: workflows whose tasks tell there that they live, and gates for them. */
export class Outside {
  readonly folder = mkdtempSync(join(tmpdir(), 'aiflow-outside-'))

  /** Writes a workflow `faults` with these tasks. */
  workflow(tasks: string, options = ''): string {
    const path = join(this.folder, 'faults.ts')
    const text = `
import { appendFileSync, existsSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { BashOperator, FunctionOperator, TaskAction, Workflow } from '@aiflow/sdk'
const outside = ${JSON.stringify(this.folder)}
/** For bash: says in the file of the task that its process goes on. */
const TICK = 'tick() { echo $$ >>' + outside + '/ticks-$AIFLOW_TASK_NAME; }'
export const faults = new Workflow({ name: 'faults', lifetime: 'untilStopped'${options} }, () => {
${tasks}
})
`
    writeFileSync(path, text)
    return path
  }

  open(gate: string): void {
    writeFileSync(join(this.folder, gate), '')
  }

  /** The process of each tick of a task, in order. */
  ticks(task: string): number[] {
    const path = join(this.folder, `ticks-${task}`)
    const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []
    return lines.filter((line) => line !== '').map(Number)
  }

  /** Waits until a task has ticked so often; gives its process. */
  ticking(task: string, times = 1): Promise<number> {
    return waitFor(`${task} to tick`, () => this.ticks(task)[times - 1] ?? null)
  }

  /** Waits until a task has ticked after this call. */
  async ticksOn(task: string): Promise<void> {
    const before = this.ticks(task).length
    await waitUntil(`${task} to tick on`, () => this.ticks(task).length > before + 2)
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
