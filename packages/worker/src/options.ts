import type { WorkerLimits } from '@aiflow/sdk/internal/worker-protocol'
import type { Logger } from 'pino'

/** How a worker is set up. */
export interface WorkerOptions {
  /** `AIFLOW_HOME`; the worker keeps its own files in its folder `worker`. */
  readonly home: string
  /** Null: the server that `<home>/server.json` names, wherever it comes back. */
  readonly serverUrl: string | null
  /** Null: `<home>/token`. */
  readonly tokenFile: string | null
  /** How many attempts the server may give it at once. */
  readonly slots: number
  readonly version: string
  /** The `child` program for TypeScript tasks and conditions, and the flags of Node it needs. */
  readonly childProgram: ChildProgram
  /** The words that start the `aiflow` program, which tasks find in their PATH; null where there is none. */
  readonly cliCommand: readonly string[] | null
  /** What tasks may inherit besides the allow-list. */
  readonly passEnvironment: readonly string[]
  readonly environment: NodeJS.ProcessEnv
  /** Whether it puts attempts into control groups where the machine allows it. */
  readonly cgroups: boolean
  /** Holds an id that changes with each boot; the kernel's own by default. In a container it may be one of the container. */
  readonly bootIdFile?: string | undefined
  /** How long it stays without a server and without anything to do; milliseconds. */
  readonly leaveAfterMs: number
  /** Until the server says what user code may use. */
  readonly limits: WorkerLimits
  readonly logger: Logger
}

export interface ChildProgram {
  readonly path: string
  readonly nodeArguments: readonly string[]
}
