/** An event whose storage the server has acknowledged. */
export interface Acknowledged {
  readonly sender: string
  readonly idempotencyKey: string
  readonly key: string
  readonly value: string
  readonly workflowExecutionId: number | null
  readonly offset: number
}

/** A workflow execution that was started by hand, and answered. */
export interface StartedByHand {
  readonly workflow: string
  readonly id: number
  isStopped: boolean
}

/** What the outside world was promised. The audit holds the store against it. */
export class Ledger {
  readonly events: Acknowledged[] = []
  readonly started: StartedByHand[] = []
  /** Answers that contradict an earlier one. */
  readonly contradictions: string[] = []

  addStarted(workflow: string, id: number): void {
    this.started.push({ workflow, id, isStopped: false })
  }

  living(workflow: string): StartedByHand[] {
    return this.started.filter((each) => each.workflow === workflow && !each.isStopped)
  }
}
