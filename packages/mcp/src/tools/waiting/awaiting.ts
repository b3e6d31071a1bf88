import type { ToolContext } from '../tool.ts'

/** Something that is awaited within one call. */
export interface Awaiting extends Pick<ToolContext, 'client' | 'signal'> {
  /** Aborted when the call must answer, whatever happened; also when its caller has gone. */
  readonly until: AbortSignal
}
