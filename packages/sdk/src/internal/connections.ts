export { checkConnection } from '../model/connections/check-connection.ts'
export type { ConnectionField, ConnectionType, FieldValues } from '../model/connections/connection-type.ts'
export { CONNECTION_TYPES, findConnectionType } from '../model/connections/connection-types.ts'
export { resolvedConnection } from '../model/connections/resolve-connection.ts'
export {
  connectionObject,
  fieldVariable,
  hiddenTexts,
  type ResolvedConnection,
  type TaskConnection,
  variablesProblem,
} from '../model/connections/task-connection.ts'
export { connectionVariablesProblem } from '../model/connections/variable-names.ts'
