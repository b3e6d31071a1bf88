import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Json, type TaskContext, TaskExecutionKey } from '@aiflow/sdk'

/** What a worker gives to a task, for one that runs in the process of a test. */
export class AttemptContext {
  readonly lines: string[] = []
  readonly artifacts = new Map<string, unknown>()
  readonly states = new Map<string, Json>()
  readonly #stop = new AbortController()
  handle: Json = null

  stop(): void {
    this.#stop.abort(new DOMException('The task is asked to stop.', 'AbortError'))
  }

  /** The context of an attempt. The handle and the states are those of the task. */
  attempt(attemptNumber: number, given: Partial<TaskContext> = {}): TaskContext {
    const log = (message: string) => void this.lines.push(message)
    const context: Partial<TaskContext> = {
      signal: this.#stop.signal,
      parameters: {},
      workflow: { name: 'flow', namespace: 'default', executionId: 7 },
      task: {
        name: 'task',
        sequenceNumber: 1,
        attemptNumber,
        attemptId: `attempt-${attemptNumber}`,
        key: new TaskExecutionKey(7, 'task', 1),
      },
      logger: { debug: log, info: log, warn: log, error: log },
      handle: {
        get: () => this.handle,
        set: async (handle) => {
          this.handle = handle
        },
      },
      folder: () => mkdtemp(join(tmpdir(), 'aiflow-attempt-')),
      artifacts: {
        put: async (name, content) => void this.artifacts.set(name, content),
        of: () => ({ list: async () => [], path: async (name) => name }),
      },
      ...given,
    }
    return context as TaskContext
  }
}
