import type { AIFlowClient, Change, WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { isOutage } from '@aiflow/sdk/internal/errors'
import { isFinished } from '@aiflow/sdk/internal/model'
import { wordOf } from '@aiflow/sdk/internal/text'
import { wait } from '@aiflow/sdk/internal/time'
import { Exit, ExitCode } from '../../output/errors.ts'
import { failureLines } from '../../output/lines/failure-lines.ts'
import type { Printer } from '../../output/printing/printer.ts'
import { showStatus } from '../../output/text/colors.ts'
import { showDuration, showTime } from '../../output/text/time.ts'
import type { Session } from '../../session.ts'
import { BlockedNotes } from './blocked-notes.ts'

/** Delay between two tries to reach a server that does not answer. */
const OUTAGE_POLL_MS = 500

/** An execution to wait for. */
interface Awaited {
  readonly id: number
  readonly namespace: string
  /** The end of the log before the request. Its effects come after this offset. */
  readonly since: number
}

/** The present end of the log. Read it before the request whose effects are awaited. */
export async function endOfLog(client: AIFlowClient): Promise<number> {
  return (await client.server.info()).lastOffset
}

/** Prints how an execution ended, and why tasks failed. Ends the command with exit code 1 unless that is SUCCESS. */
export async function waitForEnd(session: Session, client: AIFlowClient, awaited: Awaited): Promise<void> {
  const { printer } = session
  const { id } = awaited
  const execution = await followToEnd(session, client, awaited)
  const took = showDuration((execution.endTime ?? execution.beginTime) - execution.beginTime)
  const message = `Workflow execution ${id} of "${execution.workflowName}" ended after ${took}: ${showStatus(printer.colors, execution.status)}`
  for (const line of failureLines(execution)) printer.note(line)
  await printer.done(message, execution, `${id}\t${execution.status}`)
  if (execution.status !== 'SUCCESS') throw new Exit(ExitCode.failure)
}

/**
 * Notes each change of a task until the execution has ended, and what keeps it from going on by itself. Waits for a server
 * that does not answer.
 */
export async function followToEnd(
  session: Session,
  client: AIFlowClient,
  awaited: Awaited,
): Promise<WorkflowExecutionDetail> {
  const over = new AbortController()
  const notes = new BlockedNotes(session.printer, awaited.id)
  const noting = notes.run(client, AbortSignal.any([session.signal, over.signal]))
  try {
    return await follow(session, client, { ...awaited, onChange: () => notes.noteChange() })
  } finally {
    over.abort()
    await noting
  }
}

async function follow(
  { printer, signal }: Session,
  client: AIFlowClient,
  awaited: Followed,
): Promise<WorkflowExecutionDetail> {
  const look = new PatientLook(printer)
  const follower = new Follower(printer, awaited)
  while (!follower.hasEnded) {
    const isThere = await look.at(() => follower.follow(client, { signal, onOpen: () => look.isBack() }))
    if (isThere === null) await wait(OUTAGE_POLL_MS, { signal })
  }
  for (;;) {
    const execution = await look.at(() => client.workflowExecutions.get(awaited.id, { signal }))
    if (execution !== null) return execution
    await wait(OUTAGE_POLL_MS, { signal })
  }
}

interface Followed extends Awaited {
  readonly onChange: () => void
}

interface FollowOptions {
  readonly signal: AbortSignal
  readonly onOpen: () => void
}

/** Follows changes, because reading the whole execution repeatedly would read all of its tasks. */
class Follower {
  hasEnded = false
  readonly #printer: Printer
  readonly #awaited: Followed
  #position: number

  constructor(printer: Printer, awaited: Followed) {
    this.#printer = printer
    this.#awaited = awaited
    this.#position = awaited.since
  }

  /** Follows until the execution or the connection has ended. Throws if there is no connection. */
  async follow(client: AIFlowClient, { signal, onOpen }: FollowOptions): Promise<true> {
    const { id: workflowExecutionId, namespace, onChange } = this.#awaited
    const lost = new AbortController()
    const of = { workflowExecutionId, namespace, from: this.#position, onOpen, onLost: () => lost.abort() }
    for await (const change of client.changes.listen({ ...of, signal: AbortSignal.any([signal, lost.signal]) })) {
      this.#position = change.offset
      onChange()
      if (change.type === 'workflowExecution') this.hasEnded = isFinished(change.status)
      else this.#note(change)
      if (this.hasEnded) break
    }
    signal.throwIfAborted()
    return true
  }

  #note({ time, taskName, sequenceNumber, status }: Extract<Change, { type: 'taskExecution' }>): void {
    this.#printer.note(`${showTime(time)}  ${taskName}/${sequenceNumber}  ${wordOf(status)}`)
  }
}

/** Asks a server that may not answer for a while. It says so once, and once the server is back. */
class PatientLook {
  readonly #printer: Printer
  #isAway = false

  constructor(printer: Printer) {
    this.#printer = printer
  }

  isBack(): void {
    if (this.#isAway) this.#printer.note('The server is back.')
    this.#isAway = false
  }

  /** Null while the server does not answer. */
  async at<T>(ask: () => Promise<T>): Promise<T | null> {
    try {
      const answer = await ask()
      this.isBack()
      return answer
    } catch (error) {
      if (!isOutage(error)) throw error
      if (!this.#isAway) this.#printer.note('The server does not answer. Waiting for it. Ctrl-C ends only this wait.')
      this.#isAway = true
      return null
    }
  }
}
