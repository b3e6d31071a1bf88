import { TaskStatus } from '@aiflow/sdk'
import type { AIFlowClient, TaskExecutionRef } from '@aiflow/sdk/client'
import type { Event } from '@aiflow/sdk/internal/model'
import type { Printer } from '../output/printing/printer.ts'
import type { Column } from '../output/printing/table.ts'
import { showStatus } from '../output/text/colors.ts'
import { oneLine } from '../output/text/text.ts'
import { showClock, showTime } from '../output/text/time.ts'
import { loggedLine } from './logged-line.ts'

const EVENT_COLUMNS: readonly Column<Event>[] = [
  { title: 'TIME', value: ({ createTime }) => showTime(createTime) },
  { title: 'KEY', value: ({ key }) => key },
  { title: 'VALUE', value: ({ value }) => value ?? '-' },
]
const LINE_COLUMNS: readonly Column<{ taskExecution: string; line: string }>[] = [
  { title: 'TASK', value: ({ taskExecution }) => taskExecution },
  { title: 'LINE', value: ({ line }) => line },
]

const STATUS_KEY = /^aiflow\/(task|workflow)-status\/([^/]+)(?:\/([^/]+))?$/

/** Prints what happens on a server: events, changes of status, and the logs of tasks. */
export class Activity {
  readonly #client: AIFlowClient
  readonly #printer: Printer
  readonly #signal: AbortSignal
  /** One per task that runs. */
  readonly #followers = new Map<string, AbortController>()

  constructor(client: AIFlowClient, printer: Printer, signal: AbortSignal) {
    this.#client = client
    this.#printer = printer
    this.#signal = signal
  }

  /** Ends when the signal is aborted. */
  async show(): Promise<void> {
    for await (const event of this.#client.events.listen({ signal: this.#signal })) {
      const [, what, workflow = '', task] = STATUS_KEY.exec(event.key) ?? []
      if (what === undefined) this.#showEvent(event)
      else this.#showStatus(event, task ?? workflow)
      if (what === 'task' && task !== undefined && event.value === TaskStatus.RUNNING) void this.#follow(event, task)
    }
  }

  #showEvent(event: Event): void {
    const { key, value, sender } = event
    const { bold, dim } = this.#printer.colors
    const text = value === null ? '' : ` ${oneLine(value)}`
    const from = sender === null ? '' : dim(`  (${oneLine(sender)})`)
    this.#line(event, `${bold(oneLine(key))}${text}${from}`)
  }

  #showStatus(event: Event, name: string): void {
    const { value, workflowExecutionId } = event
    const { colors } = this.#printer
    const status = value as TaskStatus
    const error = errorOf(event)
    const why = error === null ? '' : `  ${oneLine(error)}`
    this.#line(event, `${colors.dim(`${workflowExecutionId}/${name}`)} ${showStatus(colors, status)}${why}`)
  }

  /** Prints the log of an attempt, and stops printing the one before, which has ended. */
  async #follow(event: Event, task: string): Promise<void> {
    const ref = refOf(event, task)
    if (ref === null) return
    const key = `${ref.workflowExecutionId}/${task}`
    this.#followers.get(key)?.abort()
    const own = new AbortController()
    this.#followers.set(key, own)
    try {
      await this.#print(ref, AbortSignal.any([own.signal, this.#signal]))
    } catch (error) {
      if (this.#signal.aborted) return
      const reason = error instanceof Error ? error.message : String(error)
      this.#printer.note(`${key}: its output cannot be shown: ${reason}`)
    } finally {
      if (this.#followers.get(key) === own) this.#followers.delete(key)
    }
  }

  async #print(ref: TaskExecutionRef, signal: AbortSignal): Promise<void> {
    const { workflowExecutionId, taskName, sequenceNumber } = ref
    const name = `${workflowExecutionId}/${taskName}/${sequenceNumber}`
    let rest = ''
    for await (const { data } of this.#client.taskExecutions.followLogs(ref, { signal })) {
      const lines = `${rest}${data}`.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) this.#output(name, taskName, line)
    }
    if (rest !== '') this.#output(name, taskName, rest)
  }

  #output(name: string, task: string, line: string): void {
    const { cyan, magenta, blue, yellow, green } = this.#printer.colors
    const paints = [cyan, magenta, blue, yellow, green]
    // The same task has the same colour in every execution.
    const number = [...task].reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521, 7)
    const paint = paints[number % paints.length] ?? cyan
    const text = `${paint(`${name} |`)} ${oneLine(loggedLine(line))}`
    void this.#printer.next({ taskExecution: name, line }, text, LINE_COLUMNS)
  }

  #line(event: Event, text: string): void {
    const line = `${this.#printer.colors.dim(showClock(event.createTime))} ${text}`
    void this.#printer.next(event, line, EVENT_COLUMNS)
  }
}

/** Why a task or an execution FAILED; null otherwise. */
function errorOf({ value, context }: Event): string | null {
  if (value !== TaskStatus.FAILED) return null
  const { error }: { error?: unknown } = JSON.parse(context ?? '{}')
  return typeof error === 'string' ? error : null
}

/** Null if the event does not name the execution, which does not happen. */
function refOf({ workflowExecutionId, context }: Event, taskName: string): TaskExecutionRef | null {
  const { sequenceNumber }: { sequenceNumber?: unknown } = JSON.parse(context ?? '{}')
  if (workflowExecutionId === null || typeof sequenceNumber !== 'number') return null
  return { workflowExecutionId, taskName, sequenceNumber }
}
