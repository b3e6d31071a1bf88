import type { BackfillResource } from '@aiflow/sdk/internal/api/workflows'
import type { ControlRequest } from '../../src/log/control.ts'
import { bash, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

export const OF = { namespace: 'default', workflow: 'w' } as const
export const DAILY = { name: 'daily', expression: 'cron@0 0 * * *' }
export const FIVE_DAYS = { from: at('2026-03-01T00:00:00Z'), to: at('2026-03-06T00:00:00Z') }

export type Start = Extract<ControlRequest, { type: 'startBackfill' }>

export function at(time: string): number {
  return Date.parse(time)
}

/** A scheduler at noon of the 10th of March, with what tests of backfills do and look at. */
export class BackfillStage {
  readonly harness: SchedulerHarness

  private constructor(harness: SchedulerHarness) {
    this.harness = harness
  }

  static async create(): Promise<BackfillStage> {
    const harness = await SchedulerHarness.create()
    harness.now = at('2026-03-10T12:00:00Z')
    return new BackfillStage(harness)
  }

  upload = (more: Record<string, unknown> = {}) =>
    this.harness.upload({ tasks: [bash('a')], schedules: [DAILY], ...more })

  start = (more: Partial<Start> = {}) => {
    const defaults = { order: 'oldestFirst', reprocess: 'none', maxActive: 1, parameters: {} } as const
    return this.harness.control({ type: 'startBackfill', ...OF, ...FIVE_DAYS, ...defaults, ...more })
  }

  /** Lets the timers come due that the steps before have set, until there are none. */
  goOn = async (): Promise<void> => {
    while ((await this.harness.pass(0.01)) > 0);
  }

  backfill = async (id = 1): Promise<BackfillResource> => {
    const row = await this.harness.reads.backfills.find(id)
    if (row === null) throw new Error(`there is no backfill ${id}`)
    return row
  }

  executions = async () => {
    const { items } = await this.harness.reads.executions.list({}, { limit: 1000 })
    return items.toReversed()
  }

  /** The days of the executions, with their status: `1 SUCCESS`. */
  days = async (id?: number): Promise<string[]> => {
    const rows = (await this.executions()).filter((row) => id === undefined || row.backfillId === id)
    return rows.map(({ schedule, status }) => `${new Date(schedule?.dueTime ?? 0).getUTCDate()} ${status}`)
  }

  /** Ends the only task of an execution. */
  end = async (execution: number, type: 'success' | 'failed' = 'success'): Promise<void> => {
    const { reads } = this.harness
    const [row] = (await reads.tasks.list({ workflowExecutionId: execution }, { limit: 1 })).items
    const failed = { type: 'failed', reason: 'exit', message: '', exitCode: 1, signal: null, retryable: false } as const
    const outcome = type === 'success' ? ({ type, output: null } as const) : failed
    await this.harness.report({
      type: 'finished',
      attemptId: row?.attemptId ?? '',
      outcome,
      startedAt: 1,
      endedAt: 2,
    })
    await this.goOn()
  }

  /** Ends what runs until nothing does. */
  endAll = async (): Promise<void> => {
    for (;;) {
      await this.goOn()
      const alive = (await this.executions()).filter(({ status }) => status === 'RUNNING')
      if (alive.length === 0) return
      for (const { id } of alive) await this.end(id)
    }
  }
}
