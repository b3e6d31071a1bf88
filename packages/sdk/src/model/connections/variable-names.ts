import { secretFileVariable } from '../user-code/task-secret.ts'
import type { ConnectionType } from './connection-type.ts'
import { findConnectionType } from './connection-types.ts'
import { resolvedConnection } from './resolve-connection.ts'
import { fieldVariable, type TaskConnection } from './task-connection.ts'

/** Of fields that exist, whatever they have. */
const ANY_VALUE = 'x'
const ANY_ADDRESS = 'http://x'

/** The variables that a command may get of a connection. Only known if the task says which type it must have. */
function variableNames({ variable, type: name = '', as }: TaskConnection): string[] {
  const type = findConnectionType(name)
  if (type === null) return []
  const { values, secret, programVariables } = complete(type)
  if (as === 'program') return Object.keys(programVariables)
  return Object.entries(values).flatMap(([field, value]) => {
    if (typeof value === 'object') return []
    const own = fieldVariable(variable, field)
    return as === 'file' && secret.includes(field) ? [own, secretFileVariable(own)] : [own]
  })
}

/** What is wrong about the variables of a task with connections, as the end of a sentence; null if nothing is. */
export function connectionVariablesProblem(
  connections: readonly TaskConnection[],
  env: Readonly<Record<string, string>>,
): string | null {
  const owners = new Map<string, string>()
  for (const connection of connections) {
    const { variable } = connection
    for (const name of variableNames(connection)) {
      if (Object.hasOwn(env, name))
        return `has the variable "${name}" in "env", and its connection "${variable}" sets it, too. Leave it out of "env", or give the connection another name`
      const other = owners.get(name)
      if (other !== undefined)
        return `gets the variable "${name}" of two connections, "${other}" and "${variable}". Give one of them another name, or another "as"`
      owners.set(name, variable)
    }
  }
  return null
}

function complete(type: ConnectionType): ReturnType<typeof resolvedConnection> {
  const valuesOf = (isSecret: boolean) =>
    type.fields
      .filter(({ secret = false }) => secret === isSecret)
      .map(({ name, kind }) => [name, kind === 'url' ? ANY_ADDRESS : ANY_VALUE] as const)
  const [fields, secretValues] = [Object.fromEntries(valuesOf(false)), Object.fromEntries(valuesOf(true))]
  return resolvedConnection(type.name, type, { fields, secretValues })
}
