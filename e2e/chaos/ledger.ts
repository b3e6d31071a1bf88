/** An event whose storage the server has acknowledged. */
export interface Acknowledged {
  readonly sender: string
  readonly idempotencyKey: string
  readonly key: string
  readonly value: string
  readonly workflowExecutionId: number | null
  readonly offset: number
}

/** A workflow execution that was started by hand, with an answer, and the requests about it since. */
export interface StartedByHand {
  readonly workflow: string
  readonly id: number
  isStopped: boolean
  isPaused: boolean
  wasPaused: boolean
}

/** A start of a task that was requested by hand and accepted. */
export interface StartedTask {
  readonly execution: number
  readonly task: string
  /** Whether it happened with the request. Otherwise it waited for a stop, and another start may have replaced it. */
  readonly atOnce: boolean
}

/** A task execution whose next attempt was requested by hand and began with the request. */
export interface RetriedTask {
  readonly execution: number
  readonly task: string
  readonly sequence: number
}

/** A backfill that was started by hand. */
export interface StartedBackfill {
  readonly id: number
  /** Its first time. */
  readonly from: number
}

/** What clients were promised. The audit compares the store with it. */
export class Ledger {
  readonly events: Acknowledged[] = []
  readonly started: StartedByHand[] = []
  readonly startedTasks: StartedTask[] = []
  readonly retriedTasks: RetriedTask[] = []
  readonly backfills: StartedBackfill[] = []
  /** Answers that contradict an earlier one. */
  readonly contradictions: string[] = []

  addStarted(workflow: string, id: number): void {
    this.started.push({ workflow, id, isStopped: false, isPaused: false, wasPaused: false })
  }

  living(...workflows: readonly string[]): StartedByHand[] {
    return this.started.filter((each) => workflows.includes(each.workflow) && !each.isStopped)
  }
}
