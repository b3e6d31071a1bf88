import { AIFlowError } from '../../errors/aiflow-error.ts'
import type { Json } from '../json/json.ts'
import type { TaskContext } from './task-context.ts'

/** The name under which a context keeps its command. Registered, since the worker and a bundle have copies of the SDK. */
export const TASK_COMMAND = Symbol.for('aiflow.task-command')

/** A command for bash. */
export interface CommandToRun {
  readonly command: string
  readonly env: Readonly<Record<string, string>>
  /** Null for the folder of the attempt. A relative path is below the uploaded files. */
  readonly cwd: string | null
  readonly doNotRetryExitCodes: readonly number[]
}

/** The command that the process of a task runs for it. The worker provides it. */
export interface TaskCommand {
  /** Resolves when the command runs. Rejects if it cannot be started, or if the task is asked to stop. */
  start(command: CommandToRun): Promise<void>
  /** Resolves with the output that the command left, once it has ended well. Rejects if it fails, or if the task is asked to stop. */
  ended(): Promise<Json | undefined>
  /** Resolves when the command has ended: after SIGTERM, or after SIGKILL `graceSeconds` later. */
  stop(graceSeconds: number): Promise<void>
}

/** Throws INVALID_ARGUMENT if the context is not that of a running task. */
export function commandOf(context: TaskContext): TaskCommand {
  const command: unknown = Reflect.get(context, TASK_COMMAND)
  // Only the worker sets it.
  if (typeof command === 'object' && command !== null) return command as TaskCommand
  const message =
    'The command of a BashOperator runs only in the process of a task, started by a worker of version 0.3.0 or later.'
  throw new AIFlowError('INVALID_ARGUMENT', message)
}
