import type { TaskStatus, WorkflowStatus } from '@aiflow/sdk/internal/model'

export type Status = TaskStatus | WorkflowStatus

/** The colours of states. `tokens.css` has each for text, for backgrounds (`-soft`) and for marks (`-mark`). */
export type Tone = 'success' | 'running' | 'failed' | 'retrying' | 'stopping' | 'queued' | 'stopped'

const TONES: Readonly<Record<Status, Tone>> = {
  INIT: 'queued',
  QUEUED: 'queued',
  RUNNING: 'running',
  SUCCESS: 'success',
  FAILED: 'failed',
  STOPPING: 'stopping',
  STOPPED: 'stopped',
  RETRYING: 'retrying',
}

export function toneOf(status: Status): Tone {
  return TONES[status]
}

/** For text. */
export function toneColor(tone: Tone): string {
  return `var(--state-${tone})`
}

/** For bars, dots and lines. */
export function markColor(tone: Tone): string {
  return `var(--state-${tone}-mark)`
}
