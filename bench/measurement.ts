import type { Stage } from './stage/stage.ts'

/** One row of the table. */
export interface Row {
  readonly label: string
  readonly unit: string
  readonly better: 'lower' | 'higher'
  /** What we want to reach, null where there is no such number. */
  readonly aim: number | null
  readonly samples: readonly number[]
}

export interface Effort {
  /** Samples of a latency. */
  readonly samples: number
  /** Rounds of a throughput. */
  readonly rounds: number
}

export interface Measurement {
  readonly name: string
  /** Workflow files of `workflows/` that it needs. */
  readonly workflows: readonly string[]
  /** Measures on a server and a worker of its own, with nothing else in them. */
  run(stage: Stage, effort: Effort): Promise<readonly Row[]>
}
