import { type Json, NonRetryableError, type TaskContext } from '@aiflow/sdk'
import { wait } from '@aiflow/sdk/internal/time'
import { lastFailure, rootCause } from '../programs/java-failures.ts'
import { Patience } from '../rest/patience.ts'
import { RefusalError, UnreachableError } from '../rest/rest-client.ts'
import type { SparkApplication } from './spark-application.ts'
import { sparkFailure } from './spark-failures.ts'
import { type DriverStatus, driverClassOf, isEnded, isMarked, type SparkMaster } from './spark-master.ts'

/** What an attempt remembers of its driver in the cluster. */
export interface DriverHandle {
  readonly rest: string
  readonly web: string
  /** Null until the master has said it. */
  readonly driverId: string | null
  /** What the driver is found by if the answer of the master is lost: a mark in its command, its class, and those of that class before it. */
  readonly mark: string
  readonly mainClass: string
  readonly before: readonly string[]
}

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 2000
/** A submission whose process was killed may still be on the way for this long. */
const SETTLE_MS = 10_000
/** A driver has no log before a worker has room for it. */
const UNREAD_MS = 40_000
const LOOK_MS = 500
const MAX_BEFORE = 1000

export function handleOf({ handle }: TaskContext): DriverHandle | null {
  return handle.get() as unknown as DriverHandle | null
}

/** The handle of a driver that is not submitted yet. */
export async function handleBefore(
  context: TaskContext,
  master: SparkMaster,
  app: SparkApplication,
): Promise<Omit<DriverHandle, 'rest' | 'web'>> {
  const mainClass = driverClassOf(app)
  const before = await master.driversOf(mainClass)
  return { driverId: null, mark: context.task.attemptId, mainClass, before: before.slice(-MAX_BEFORE) }
}

/** Submits the driver of the handle. */
export async function submitDriver(context: TaskContext, master: SparkMaster, app: SparkApplication): Promise<void> {
  const { workflow, task } = context
  try {
    const driverId = await master.submit(app, `${workflow.name}/${task.key}`, handleOf(context)?.mark ?? '')
    await update(context, { driverId })
    context.logger.info(`The driver is ${driverId} at ${master.address}.`)
  } catch (error) {
    // Another error leaves open whether the driver has arrived.
    const isRefused = error instanceof RefusalError ? error.status < 500 : !(error instanceof UnreachableError)
    if (isRefused) await context.handle.set(null)
    throw error
  }
}

/** Finds the driver whose name was lost with the answer of the master. Null if none has arrived. */
export async function findDriver(context: TaskContext, master: SparkMaster): Promise<string | null> {
  const since = performance.now()
  for (;;) {
    const handle = handleOf(context)
    if (handle === null || handle.driverId !== null) return handle?.driverId ?? null
    const { mark, mainClass, before } = handle
    const candidates = (await master.driversOf(mainClass)).filter((id) => !before.includes(id))
    const unread: string[] = []
    for (const id of candidates) {
      const log = await master.logOf(id, 'beginning')
      if (log === null || !log.includes('Launch Command')) unread.push(id)
      else if (isMarked(log, mark)) {
        await update(context, { driverId: id })
        return id
      }
    }
    if (performance.now() - since > SETTLE_MS && unread.length === 0) return null
    if (performance.now() - since > UNREAD_MS)
      throw new Error(
        `It is not known whether one of the drivers ${unread.join(', ')} is that of this task: their logs cannot be read at their workers.`,
      )
    await wait(LOOK_MS)
  }
}

/** Waits for the end of the driver, and throws an error if it is not FINISHED. */
export async function followDriver(
  context: TaskContext,
  master: SparkMaster,
  unreachableSeconds: number,
): Promise<string> {
  const { signal } = context
  const id = handleOf(context)?.driverId ?? ''
  const patience = new Patience(context, unreachableSeconds)
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      const status = await master.statusOf(id, signal)
      patience.end()
      // From here on the end may be that of a stop.
      signal.throwIfAborted()
      if (status === null || isEnded(status.state)) return await endOf(context, master, id, status)
      await wait(pauseMs, { signal })
    } catch (error) {
      await patience.bear(error)
    }
  }
}

/** Kills the driver, and returns when it has ended: its application ends with it. */
export async function killDriver(context: TaskContext, master: SparkMaster): Promise<void> {
  const id = await findDriver(context, master)
  if (id === null) return
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const status = await master.statusOf(id)
    if (status === null || isEnded(status.state)) return
    await master.kill(id)
    await wait(pauseMs)
  }
}

async function endOf(
  context: TaskContext,
  master: SparkMaster,
  id: string,
  status: DriverStatus | null,
): Promise<string> {
  if (status?.state === 'FINISHED') return id
  const reason = status === null ? null : await reasonOf(master, id, status)
  await context.handle.set(null)
  if (status === null) throw new Error(`${master.address} no longer knows the driver ${id}: the master was restarted.`)
  if (status.state === 'KILLED')
    throw new NonRetryableError(`The driver ${id} was killed: somebody has ended it at the master.`)
  throw sparkFailure(
    `The driver ${id} is ${status.state}: ${reason ?? 'Spark gives no reason. See its log.'}`,
    reason ?? '',
  )
}

async function reasonOf(master: SparkMaster, id: string, { reason }: DriverStatus): Promise<string | null> {
  if (reason !== null) return rootCause(reason) ?? reason.split('\n')[0] ?? null
  const log = await master.logOf(id, 'end').catch(() => null)
  return log === null ? null : lastFailure(log)
}

async function update(context: TaskContext, changes: Partial<DriverHandle>): Promise<void> {
  await context.handle.set({ ...handleOf(context), ...changes } as unknown as Json)
}
