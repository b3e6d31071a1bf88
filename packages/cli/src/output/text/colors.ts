import type { TaskStatus, WorkflowStatus } from '@aiflow/sdk/internal/model'
import picocolors from 'picocolors'

export type Colors = ReturnType<typeof picocolors.createColors>

export function createColors(isEnabled: boolean): Colors {
  return picocolors.createColors(isEnabled)
}

/** The colour of a status: green for what went well, red for what did not, cyan for what lives. */
export function paintStatus(colors: Colors, text: string, status: TaskStatus | WorkflowStatus | null): string {
  switch (status) {
    case 'SUCCESS':
      return colors.green(text)
    case 'FAILED':
      return colors.red(text)
    case 'RUNNING':
      return colors.cyan(text)
    case 'STOPPING':
    case 'RETRYING':
      return colors.yellow(text)
    case 'INIT':
    case 'QUEUED':
    case 'STOPPED':
    case null:
      return colors.dim(text)
  }
}
