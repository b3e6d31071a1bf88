import type { Json } from '../json/json.ts'
import type { TaskSecret } from '../user-code/task-secret.ts'

/** How a command gets a connection. */
export const CONNECTION_FORMS = ['file', 'environment', 'program'] as const

/** A connection of the namespace that the attempts of a task get. */
export interface TaskConnection {
  /** The name by which the task knows it. */
  readonly variable: string
  /** The name of the connection. */
  readonly connection: string
  /** The type that it must have; any if absent. */
  readonly type?: string | undefined
  /**
   * How a command gets it. `file`: variables that begin with its name, and files for secret values. `environment`: variables for
   * all of it. `program`: the variables that programs read which know this kind of service.
   */
  readonly as: (typeof CONNECTION_FORMS)[number]
}

/** A connection with the values of its secrets, for one attempt. */
export interface ResolvedConnection {
  readonly name: string
  readonly type: string
  /** All values, by the name of the field. */
  readonly values: Readonly<Record<string, Json>>
  /** The names of those values that hold the value of a secret. */
  readonly secret: readonly string[]
  /** The variables that programs read which know this kind of service. */
  readonly programVariables: Readonly<Record<string, string>>
}

/** The variable of a field: `DB_SSL_MODE` for the field `sslMode` of the connection that a task knows as `DB`. */
export function fieldVariable(variable: string, field: string): string {
  return `${variable}_${field.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase()}`
}

/** What is wrong about names that a task gives to secrets and connections, as the end of a sentence; null if nothing is. */
export function variablesProblem(
  connections: readonly TaskConnection[],
  secrets: readonly TaskSecret[],
): string | null {
  for (const { variable, type, as } of connections) {
    const other = connections.find((each) => each.variable !== variable && each.type === type && each.as === as)
    if (as === 'program' && type !== undefined && other !== undefined)
      return `takes the connections "${variable}" and "${other.variable}" of the type "${type}" as "program", and a program finds only one of them. Give one of them another "as"`
    const taken = secrets.find((secret) => secret.variable === variable || secret.variable.startsWith(`${variable}_`))
    if (taken !== undefined)
      return `knows a secret as "${taken.variable}", and the variables of its connection "${variable}" begin with "${variable}_". Give one of them another name`
  }
  return null
}

/** What code gets of a connection. */
export function connectionObject({ name, type, values }: ResolvedConnection): Record<string, Json> {
  return { ...values, name, type }
}

/** Every text that must not be seen. */
export function hiddenTexts({ values, secret }: ResolvedConnection): string[] {
  return secret.flatMap((name) => textsOf(values[name]))
}

function textsOf(value: Json | undefined): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsOf)
}
