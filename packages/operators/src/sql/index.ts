export type { ContextOf, ContextOptions, Given } from '../options/context-options.ts'
export { SqlOperator, type SqlOperatorOptions } from './sql-operator.ts'
export type { SqlResult, SqlValue } from './sql-result.ts'
