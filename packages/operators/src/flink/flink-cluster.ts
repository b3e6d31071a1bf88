import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { type Json, NonRetryableError } from '@aiflow/sdk'
import { rootCause } from '../programs/java-failures.ts'
import { fieldOf, listIn, numberIn, textIn } from '../rest/fields.ts'
import { RefusalError, RestClient, type RestRequest } from '../rest/rest-client.ts'
import type { Snapshot } from './flink-job.ts'

/** The program of a jar runs in the cluster until it has submitted its job. */
const RUN_MS = 600_000
const UPLOAD_MS = 1_800_000
/** Not all requests about an unknown job are answered with 404. */
const UNKNOWN_JOB = /FlinkJobNotFoundException/
const ENDED: readonly string[] = ['FINISHED', 'FAILED', 'CANCELED']

/** How the program of a jar is run, as Flink's REST API has it. */
export interface JarRun {
  readonly jobId: string
  readonly entryClass?: string
  readonly programArgsList: readonly string[]
  readonly parallelism?: number
  readonly flinkConfiguration: Readonly<Record<string, string>>
  readonly savepointPath?: string
  readonly allowNonRestoredState?: boolean
}

/** How the savepoint of a stop goes. */
export type SavepointProgress =
  | { readonly type: 'inProgress' }
  | { readonly type: 'completed'; readonly path: string }
  | { readonly type: 'failed'; readonly reason: string }

export function isEnded(state: string): boolean {
  return ENDED.includes(state)
}

/** The REST API of a Flink cluster. All methods throw an `UnreachableError` or a `RefusalError`. */
export class FlinkCluster {
  readonly address: string
  readonly #rest: RestClient

  constructor(address: string, headers: Readonly<Record<string, string>> = {}) {
    this.#rest = new RestClient({ address, headers, reasonOf })
    this.address = this.#rest.address
  }

  /** The state of a job; null if the cluster does not know it. */
  async stateOf(jobId: string, signal?: AbortSignal): Promise<string | null> {
    return textIn(await this.#find(`/jobs/${jobId}/status`, signal), 'status')
  }

  /** The details of a job, some seconds old if it runs; null if the cluster does not know it. */
  detailsOf(jobId: string, signal?: AbortSignal): Promise<unknown> {
    return this.#find(`/jobs/${jobId}`, signal)
  }

  checkpointsOf(jobId: string, signal?: AbortSignal): Promise<unknown> {
    return this.#find(`/jobs/${jobId}/checkpoints`, signal)
  }

  /** The exception that ended a job, with its stack trace; null if there is none. */
  async exceptionOf(jobId: string): Promise<string | null> {
    const answer = await this.#find(`/jobs/${jobId}/exceptions?maxExceptions=1`)
    return textIn(answer, 'exceptionHistory', 'entries', 0, 'stacktrace') ?? textIn(answer, 'root-exception')
  }

  async metricsOf(path: string, names: readonly string[], signal?: AbortSignal): Promise<readonly unknown[]> {
    const query = names.length === 0 ? '' : `?get=${names.map(encodeURIComponent).join(',')}`
    return listIn({ list: await this.#find(`/jobs/${path}/metrics${query}`, signal) }, 'list')
  }

  /** The settings of the cluster, by name. */
  async settings(signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const all = listIn({ list: await this.#rest.ask('/jobmanager/config', { signal }) }, 'list')
    return new Map(all.map((each) => [String(fieldOf(each, 'key')), String(fieldOf(each, 'value'))]))
  }

  /** Sends a jar under a name, and returns its id in the cluster. */
  async upload(file: string, name: string, signal: AbortSignal): Promise<string> {
    const body = new FormData()
    body.append('jarfile', await openAsBlob(file, { type: 'application/java-archive' }), name)
    const answer = await this.#post('/jars/upload', { body, signal, timeoutMs: UPLOAD_MS })
    const path = textIn(answer, 'filename')
    if (path === null) throw new Error(`${this.address} did not say where it has stored the jar.`)
    return basename(path)
  }

  /** The ids of the jars that were sent under a name. */
  async jarsNamed(name: string): Promise<string[]> {
    const files = listIn(await this.#rest.ask('/jars'), 'files')
    return files.filter((file) => textIn(file, 'name') === name).map((file) => String(fieldOf(file, 'id')))
  }

  async removeJar(id: string): Promise<void> {
    await this.#rest.ask(`/jars/${encodeURIComponent(id)}`, { method: 'DELETE' })
  }

  /** Runs the program of a jar, which submits the job. */
  async run(jar: string, run: JarRun): Promise<void> {
    const body = run as unknown as Json
    await this.#post(`/jars/${encodeURIComponent(jar)}/run`, { body, timeoutMs: RUN_MS })
  }

  async cancel(jobId: string): Promise<void> {
    await this.#rest.ask(`/jobs/${jobId}?mode=cancel`, { method: 'PATCH' })
  }

  /** Asks for a savepoint and the end of the job. With the same trigger it may be asked again. */
  async stopWithSavepoint(jobId: string, triggerId: string, targetDirectory: string | null): Promise<void> {
    const folder = targetDirectory === null ? {} : { targetDirectory }
    await this.#post(`/jobs/${jobId}/stop`, { body: { ...folder, drain: false, triggerId } })
  }

  /** Null if the cluster does not know the trigger. */
  async savepointOf(jobId: string, triggerId: string): Promise<SavepointProgress | null> {
    const answer = await this.#find(`/jobs/${jobId}/savepoints/${triggerId}`)
    if (answer === null) return null
    if (textIn(answer, 'status', 'id') !== 'COMPLETED') return { type: 'inProgress' }
    const trace = textIn(answer, 'operation', 'failure-cause', 'stack-trace')
    if (trace !== null) return { type: 'failed', reason: rootCause(trace) ?? trace.slice(0, 300) }
    return { type: 'completed', path: textIn(answer, 'operation', 'location') ?? '' }
  }

  #post(path: string, request: RestRequest): Promise<unknown> {
    return this.#rest.ask(path, { ...request, method: 'POST' })
  }

  /** Null if there is no such thing. */
  async #find(path: string, signal?: AbortSignal): Promise<unknown> {
    try {
      return await this.#rest.ask(path, signal === undefined ? {} : { signal })
    } catch (error) {
      if (error instanceof RefusalError && (error.status === 404 || UNKNOWN_JOB.test(error.answer))) return null
      throw error
    }
  }
}

/** The newest savepoint and the newest checkpoint that can be continued from, the newest first. */
export function snapshotsOf(checkpoints: unknown): Snapshot[] {
  const found = [
    snapshotOf('savepoint', fieldOf(checkpoints, 'latest', 'savepoint')),
    snapshotOf('checkpoint', fieldOf(checkpoints, 'latest', 'completed')),
  ]
  return found.filter((snapshot) => snapshot !== null).toSorted((a, b) => b.at - a.at)
}

function snapshotOf(kind: Snapshot['kind'], completed: unknown): Snapshot | null {
  const path = textIn(completed, 'external_path')
  // A checkpoint in the memory of the cluster has a text in brackets.
  if (path === null || path.startsWith('<') || fieldOf(completed, 'discarded') === true) return null
  return { kind, path, at: numberIn(completed, 'trigger_timestamp') ?? 0 }
}

/** Errors of Flink are stack traces. */
function reasonOf(answer: unknown): string | null {
  const errors = listIn(answer, 'errors').filter((error) => typeof error === 'string')
  const text = errors.join('\n').replace(/^<?Exception on server side:\s*/m, '')
  return text === '' ? null : (rootCause(text) ?? text.slice(0, 300))
}

/** What a refused program means for the task. */
export function refusedProgram(error: RefusalError): Error {
  const message = `The cluster could not run the program: ${error.message}`
  const isLasting = LASTING.test(error.answer)
  return isLasting ? new NonRetryableError(message, { cause: error }) : new Error(message, { cause: error })
}

/** Another attempt has the same jar. */
const LASTING =
  /entry point class|does not contain a valid|Neither a 'Main-Class'|Main-Class|main method|not be loaded due to a linkage|Could not load the class/i
