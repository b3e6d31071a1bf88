import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  connectionObject,
  fieldVariable,
  hiddenTexts,
  type ResolvedConnection,
  type TaskConnection,
} from '@aiflow/sdk/internal/connections'
import type { Json } from '@aiflow/sdk/internal/json'
import { secretFileVariable, type TaskSecret } from '@aiflow/sdk/internal/wire'
import { writeWhole } from '../system/atomic-file.ts'

/** The secrets and connections of one attempt. They are in memory only, and in `folder` while a command needs them as files. */
export interface GivenSecrets {
  readonly secrets: readonly TaskSecret[]
  /** By the names by which the task knows them. */
  readonly values: Readonly<Record<string, string>>
  readonly connections: readonly TaskConnection[]
  /** By the names by which the task knows them. */
  readonly resolved: Readonly<Record<string, ResolvedConnection>>
  /** The folder for their files, which is removed with the end of the attempt. */
  readonly folder: string
}

/** Everything that is masked. */
export function valuesToHide({ values, resolved }: Pick<GivenSecrets, 'values' | 'resolved'>): string[] {
  return [...Object.values(values), ...Object.values(resolved).flatMap(hiddenTexts)]
}

/** What code finds in its context, by the names by which the task knows them. */
export function connectionsForCode(given: GivenSecrets | null): Record<string, Readonly<Record<string, Json>>> {
  const entries = Object.entries(given?.resolved ?? {})
  return Object.fromEntries(entries.map(([variable, each]) => [variable, Object.freeze(connectionObject(each))]))
}

/** Writes the files that a command gets. Returns the variables that it gets besides. */
export function giveToCommand(given: GivenSecrets): Record<string, string> {
  const { secrets, values, folder, connections } = given
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const entries = secrets.map(({ variable, as }) => {
    const value = values[variable] ?? ''
    if (as === 'environment') return [variable, value] as const
    return [secretFileVariable(variable), writtenTo(folder, variable, value)] as const
  })
  if (connections.length === 0) return Object.fromEntries(entries)
  const all = writtenTo(folder, '.connections', JSON.stringify(connectionsForCode(given)))
  const variables = connections.map((each) => variablesOf(each, given))
  return Object.assign(Object.fromEntries(entries), { AIFLOW_CONNECTIONS_FILE: all }, ...variables)
}

function variablesOf({ variable, as }: TaskConnection, { resolved, folder }: GivenSecrets): Record<string, string> {
  const connection = resolved[variable]
  if (connection === undefined) return {}
  if (as === 'program') return { ...connection.programVariables }
  const entries = Object.entries(connection.values).flatMap(([field, value]) => {
    // Such as headers, which have no form of their own in a variable.
    if (typeof value === 'object') return []
    const name = fieldVariable(variable, field)
    const isFile = as === 'file' && connection.secret.includes(field)
    return isFile
      ? [[secretFileVariable(name), writtenTo(folder, name, String(value))] as const]
      : [[name, String(value)] as const]
  })
  return Object.fromEntries(entries)
}

function writtenTo(folder: string, name: string, text: string): string {
  const file = join(folder, name)
  writeWhole(file, text)
  return file
}
