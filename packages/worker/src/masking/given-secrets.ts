import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { secretFileVariable, type TaskSecret } from '@aiflow/sdk/internal/wire'
import { writeWhole } from '../system/atomic-file.ts'

/** The secrets of one attempt. They are in memory only, and in `folder` while a command needs them as files. */
export interface GivenSecrets {
  readonly secrets: readonly TaskSecret[]
  /** By the names by which the task knows them. */
  readonly values: Readonly<Record<string, string>>
  /** The folder for their files, which is removed with the end of the attempt. */
  readonly folder: string
}

/** Writes the files that a command gets. Returns the variables that it gets besides. */
export function giveToCommand({ secrets, values, folder }: GivenSecrets): Record<string, string> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const entries = secrets.map(({ variable, as }) => {
    const value = values[variable] ?? ''
    if (as === 'environment') return [variable, value] as const
    const file = join(folder, variable)
    writeWhole(file, value)
    return [secretFileVariable(variable), file] as const
  })
  return Object.fromEntries(entries)
}
