import type { TaskStatus, WorkflowStatus } from '@aiflow/sdk/internal/model'
import { wordOf } from '@aiflow/sdk/internal/text'
import picocolors from 'picocolors'

export type Colors = ReturnType<typeof picocolors.createColors>

export function createColors(isEnabled: boolean): Colors {
  return picocolors.createColors(isEnabled)
}

/** The word that people read for a status, in its colour. */
export function showStatus(colors: Colors, status: TaskStatus | WorkflowStatus): string {
  return paintStatus(colors, wordOf(status), status)
}

/** Paints a text in the colour of a status: green for success, red for failure, cyan for what is running. */
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
