import type { AIFlowClient, WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { isOutage, wait } from '@aiflow/sdk/internal'
import { paintStatus } from '../output/colors.ts'
import { Exit, ExitCode } from '../output/errors.ts'
import type { Printer } from '../output/printer.ts'
import { showDuration, showTime } from '../output/time.ts'
import type { Session } from '../session.ts'

const POLL_MS = 100
/** Between two looks for a server that is away. */
const OUTAGE_POLL_MS = 500

/** An execution whose end is waited for, as it was before the request; null where the request made it. */
interface Awaited {
  readonly id: number
  readonly before: WorkflowExecutionDetail | null
}

/** Prints how an execution ended. Ends the command with exit code 1 unless that is SUCCESS. */
export async function waitForEnd(session: Session, client: AIFlowClient, awaited: Awaited): Promise<void> {
  const { printer } = session
  const { id } = awaited
  const execution = await followToEnd(session, client, awaited)
  const took = showDuration((execution.endTime ?? execution.beginTime) - execution.beginTime)
  const message = `Workflow execution ${id} of "${execution.workflowName}" ended after ${took}: ${paintStatus(printer.colors, execution.status, execution.status)}`
  await printer.done(message, execution, `${id}\t${execution.status}`)
  if (execution.status !== 'SUCCESS') throw new Exit(ExitCode.failure)
}

/** Notes each change of a task until the execution has ended. A server that is away meanwhile is waited for. */
export async function followToEnd(
  { printer, signal }: Session,
  client: AIFlowClient,
  { id, before }: Awaited,
): Promise<WorkflowExecutionDetail> {
  const seen = new Map((before?.tasks ?? []).map((task) => [task.name, describeLatest(task)]))
  const look = new PatientLook(printer)
  for (;;) {
    const execution = await look.at(() => client.workflowExecutions.get(id, { signal }))
    for (const task of execution?.tasks ?? []) {
      const { name } = task
      const change = describeLatest(task)
      if (change !== '' && seen.get(name) !== change) printer.note(`${showTime(Date.now())}  ${change}`)
      seen.set(name, change)
    }
    if (execution !== null && execution.endTime !== null) return execution
    await wait(execution === null ? OUTAGE_POLL_MS : POLL_MS, { signal })
  }
}

/** Asks a server that may be away for a while: it tells so once, and once it is back. */
class PatientLook {
  readonly #printer: Printer
  #isAway = false

  constructor(printer: Printer) {
    this.#printer = printer
  }

  /** Null while the server is away. */
  async at<T>(ask: () => Promise<T>): Promise<T | null> {
    try {
      const answer = await ask()
      if (this.#isAway) this.#printer.note('The server is back.')
      this.#isAway = false
      return answer
    } catch (error) {
      if (!isOutage(error)) throw error
      if (!this.#isAway)
        this.#printer.note('The server does not answer. Waiting for it; Ctrl-C ends the waiting, and nothing else.')
      this.#isAway = true
      return null
    }
  }
}

function describeLatest({ name, latest }: WorkflowExecutionDetail['tasks'][number]): string {
  return latest === null ? '' : `${name}/${latest.sequenceNumber}  ${latest.status}`
}
