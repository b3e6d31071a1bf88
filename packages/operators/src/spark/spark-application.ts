import type { Json } from '@aiflow/sdk'

/** What an application has left. */
export interface SparkResult {
  /** What the driver wrote to `AIFLOW_OUTPUT_FILE`; null if nothing, or if it ran in the cluster. */
  readonly output: Json
  /** The id of the driver in the cluster; null in client mode. */
  readonly driverId: string | null
}

/** An application as an attempt submits it. */
export interface SparkApplication {
  readonly master: string
  /** A jar, a Python program or a file of SQL. */
  readonly file: string
  readonly mainClass: string | null
  readonly args: readonly string[]
  readonly conf: Readonly<Record<string, string>>
  readonly env: Readonly<Record<string, string>>
}

export type ApplicationKind = 'jar' | 'python' | 'sql'

/** By the end of its name; null if it is none of these. */
export function kindOf(file: string): ApplicationKind | null {
  const end = /\.(jar|py|sql)$/i.exec(file)?.[1]?.toLowerCase()
  if (end === 'py') return 'python'
  return end === 'jar' || end === 'sql' ? end : null
}
