import type { ConnectionType, FieldValues } from './connection-type.ts'
import type { ResolvedConnection } from './task-connection.ts'

/** A connection with everything that follows from its fields. `secretValues`: the values of its secret fields, by field. */
export function resolvedConnection(
  name: string,
  type: ConnectionType,
  { fields, secretValues }: { readonly fields: FieldValues; readonly secretValues: Readonly<Record<string, string>> },
): ResolvedConnection {
  const given = { ...fields, ...secretValues }
  const derived = type.derive?.(given) ?? { values: {}, secret: [] }
  return {
    name,
    type: type.name,
    values: { ...given, ...derived.values },
    secret: [...Object.keys(secretValues), ...derived.secret],
    programVariables: type.programVariables?.(given) ?? {},
  }
}
