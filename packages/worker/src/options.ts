import type { WorkerLimits } from '@aiflow/sdk/internal/worker-protocol'
import type { Logger } from 'pino'

/** The settings of a worker. */
export interface WorkerOptions {
  /** `AIFLOW_HOME`. The worker keeps its own files in `<home>/worker`. */
  readonly home: string
  /** Null for the server that `<home>/server.json` names. Its address may change. */
  readonly serverUrl: string | null
  /** Null for `<home>/token`. */
  readonly tokenFile: string | null
  /** How many attempts it runs at once at most. */
  readonly slots: number
  readonly version: string
  /** The `child` program for TypeScript tasks and conditions, and the flags of Node it needs. */
  readonly childProgram: ChildProgram
  /** The program that masks the output of tasks with secrets. */
  readonly maskProgram: ChildProgram
  /** The program that tests a connection. */
  readonly connectionProgram: ChildProgram
  /** The command that starts the `aiflow` program, which tasks find in their PATH. Null if it is not installed. */
  readonly cliCommand: readonly string[] | null
  /** The folder of the Python packages that tasks may import. Without it, the worker runs no Python operators. */
  readonly pythonPackages?: string | undefined
  /** Variables that tasks inherit besides the allow-list. */
  readonly passEnvironment: readonly string[]
  readonly environment: NodeJS.ProcessEnv
  /** Whether it uses control groups, if the machine allows it. */
  readonly cgroups: boolean
  /** A file with an id that changes with each boot. By default that of the kernel. In a container it may be the container's own. */
  readonly bootIdFile?: string | undefined
  /** After this time without a server and without anything to do, it leaves. In milliseconds. */
  readonly leaveAfterMs: number
  /** The limits of user code until the server sends its own. */
  readonly limits: WorkerLimits
  readonly logger: Logger
}

export interface ChildProgram {
  readonly path: string
  readonly nodeArguments: readonly string[]
}
