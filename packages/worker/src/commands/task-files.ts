import { writeFileSync } from 'node:fs'
import type { AttemptSpec } from '@aiflow/sdk/internal'

/** Where programs find what started their task, and the token they ask the server with. */
export interface TaskFiles {
  readonly triggerFile: string
  readonly tokenFile: string
  /** Written where the workflow execution has parameters. */
  readonly parametersFile: string
}

export function writeTaskFiles(files: TaskFiles, spec: AttemptSpec): void {
  writeFileSync(files.triggerFile, JSON.stringify(spec.trigger), { mode: 0o600 })
  writeFileSync(files.tokenFile, spec.token, { mode: 0o600 })
  if (hasParameters(spec)) writeFileSync(files.parametersFile, JSON.stringify(spec.parameters), { mode: 0o600 })
}

export function hasParameters({ parameters = {} }: AttemptSpec): boolean {
  return Object.keys(parameters).length > 0
}
