import type { TaskStatus } from '@aiflow/sdk/internal/model'
import type { CircuitChange, ExecutionChange, TaskChange } from '../../log/commit-report.ts'
import type { Measured } from '../../log/live-view.ts'
import type { Command } from '../commands/command.ts'

/** What a batch of steps tells others once its commit is durable. None of it is stored. */
export class Notices {
  readonly commands: Command[] = []
  readonly taskChanges: TaskChange[] = []
  readonly executionChanges: ExecutionChange[] = []
  /** How items of tasks over lists have ended. */
  readonly itemEnds: TaskStatus[] = []
  readonly circuitChanges: CircuitChange[] = []
  readonly measured: Measured[] = []
}
