import { closeSync, ftruncateSync, writeFileSync } from 'node:fs'
import { openFile } from '@aiflow/sdk/files'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptFolder } from '../journal/attempt-folder.ts'

/** The files in which programs find what started their task, and their token for the server. */
export interface TaskFiles {
  readonly triggerFile: string
  readonly tokenFile: string
  /** Written if the workflow execution has parameters. */
  readonly parametersFile: string
  /** Written for an item of a task over a list. */
  readonly itemFile: string
}

export function writeTaskFiles(files: TaskFiles, spec: AttemptSpec): void {
  if (!spec.fetch?.includes('trigger')) overwrite(files.triggerFile, JSON.stringify(spec.trigger))
  overwrite(files.tokenFile, spec.token)
  if (hasParameters(spec)) overwrite(files.parametersFile, JSON.stringify(spec.parameters))
  if (spec.item !== undefined) overwrite(files.itemFile, JSON.stringify(spec.item.value ?? null))
}

/** The file with the trigger of an attempt. A trigger that was fetched stays where it was written. */
export function triggerFileOf(spec: AttemptSpec, folder: AttemptFolder, { triggerFile }: TaskFiles = folder): string {
  return spec.fetch?.includes('trigger') ? folder.inputFile('trigger') : triggerFile
}

export function hasParameters({ parameters = {} }: AttemptSpec): boolean {
  return Object.keys(parameters).length > 0
}

/** Overwrites the content, then cuts off the rest: ext4 would flush a file that was truncated first to the disk. */
function overwrite(path: string, text: string): void {
  const fd = openFile(path, 'overwrite')
  try {
    writeFileSync(fd, text)
    ftruncateSync(fd, Buffer.byteLength(text))
  } finally {
    closeSync(fd)
  }
}
