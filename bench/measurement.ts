import type { Stage } from './stage/stage.ts'

/** One row of the table. */
export interface Row {
  readonly label: string
  readonly unit: string
  readonly better: 'lower' | 'higher'
  /** The target, null if there is none. */
  readonly aim: number | null
  readonly samples: readonly number[]
}

export interface Effort {
  /** Number of samples of a latency. */
  readonly samples: number
  /** Number of rounds of a throughput. */
  readonly rounds: number
}

export interface Measurement {
  readonly name: string
  /** Workflow files of `workflows/` that it needs. */
  readonly workflows: readonly string[]
  /** Measures on a separate server and worker without other work. */
  run(stage: Stage, effort: Effort): Promise<readonly Row[]>
}
