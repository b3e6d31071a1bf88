import type { SqlValue } from './sql-result.ts'

/** What an attempt runs. */
export interface Statements {
  readonly database: string
  readonly sql: string
  readonly values: readonly SqlValue[]
  readonly isTransaction: boolean
}
