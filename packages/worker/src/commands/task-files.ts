import { writeFileSync } from 'node:fs'
import type { AttemptSpec } from '@aiflow/sdk/internal'

/** Where programs find what started their task, and the token they ask the server with. */
export interface TaskFiles {
  readonly triggerFile: string
  readonly tokenFile: string
}

export function writeTaskFiles(files: TaskFiles, spec: AttemptSpec): void {
  writeFileSync(files.triggerFile, JSON.stringify(spec.trigger), { mode: 0o600 })
  writeFileSync(files.tokenFile, spec.token, { mode: 0o600 })
}
