import { createHash } from 'node:crypto'
import type { Json, TaskContext } from '@aiflow/sdk'

/** What is known of a job that has ended well. */
export interface FlinkResult {
  readonly jobId: string
  readonly name: string
  readonly durationMs: number
}

/** A place to continue at: a savepoint, or a checkpoint that is kept. */
export interface Snapshot {
  readonly kind: 'savepoint' | 'checkpoint'
  readonly path: string
  /** When it was triggered, in milliseconds since the epoch. */
  readonly at: number
}

/** What an attempt remembers of its job. */
export interface FlinkHandle {
  readonly cluster: string
  readonly jobId: string
  /** What the job begins with; null for nothing. */
  readonly restore: Snapshot | null
  /** Whether the cluster has confirmed the job. Before, its submission may still be on the way. */
  readonly isConfirmed: boolean
  /** The newest place to continue at, for the case that the cluster is lost. */
  readonly newest: Snapshot | null
  /** Names the savepoint of a stop, so that to ask for it again is to ask for the same. */
  readonly stopTrigger: string | null
}

/** The id of the job of an attempt, as Flink writes ids. The cluster refuses a second job with the same id. */
export function jobIdOf(attemptId: string): string {
  return createHash('sha256').update(attemptId).digest('hex').slice(0, 32)
}

export function handleOf({ handle }: TaskContext): FlinkHandle {
  return handle.get() as unknown as FlinkHandle
}

export async function updateHandle(context: TaskContext, changes: Partial<FlinkHandle>): Promise<void> {
  await context.handle.set({ ...handleOf(context), ...changes } as unknown as Json)
}
