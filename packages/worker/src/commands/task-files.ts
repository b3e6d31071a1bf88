import { closeSync, ftruncateSync, writeFileSync } from 'node:fs'
import { openFile } from '@aiflow/sdk/files'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptFolder } from '../journal/attempt-folder.ts'

/** Where programs find what started their task, and the token they ask the server with. */
export interface TaskFiles {
  readonly triggerFile: string
  readonly tokenFile: string
  /** Written where the workflow execution has parameters. */
  readonly parametersFile: string
}

export function writeTaskFiles(files: TaskFiles, spec: AttemptSpec): void {
  if (!spec.fetch?.includes('trigger')) overwrite(files.triggerFile, JSON.stringify(spec.trigger))
  overwrite(files.tokenFile, spec.token)
  if (hasParameters(spec)) overwrite(files.parametersFile, JSON.stringify(spec.parameters))
}

/** Where the trigger of an attempt is: what was fetched stays where it was written. */
export function triggerFileOf(spec: AttemptSpec, folder: AttemptFolder, { triggerFile }: TaskFiles = folder): string {
  return spec.fetch?.includes('trigger') ? folder.inputFile('trigger') : triggerFile
}

export function hasParameters({ parameters = {} }: AttemptSpec): boolean {
  return Object.keys(parameters).length > 0
}

/** Writes over what was there and cuts off the rest: ext4 writes a file to the disk that was emptied before. */
function overwrite(path: string, text: string): void {
  const fd = openFile(path, 'overwrite')
  try {
    writeFileSync(fd, text)
    ftruncateSync(fd, Buffer.byteLength(text))
  } finally {
    closeSync(fd)
  }
}
