import type { Event, TaskStatus, WorkflowStatus } from '@aiflow/sdk'
import type { TaskExecutionResource, VerdictResource } from '@aiflow/sdk/client'
import type { AIFlowHome } from './aiflow-home.ts'
import { waitFor } from './wait-for.ts'

const PAGE = 1000

/** A living or ended workflow execution, as the command line and the API show it. */
export class Execution {
  readonly id: number
  readonly #home: AIFlowHome

  constructor(home: AIFlowHome, id: number) {
    this.#home = home
    this.id = id
  }

  /** Starts an execution from the command line. */
  static async start(home: AIFlowHome, workflow: string): Promise<Execution> {
    const { workflowExecutionId } = JSON.parse(
      await home.must('workflow-execution', 'start', workflow, '--output', 'json'),
    )
    return new Execution(home, workflowExecutionId)
  }

  async status(): Promise<WorkflowStatus> {
    return (await this.#home.client.workflowExecutions.get(this.id)).status
  }

  /** The latest execution of a task, null if it never ran. */
  async latest(task: string): Promise<TaskExecutionResource | null> {
    const { tasks } = await this.#home.client.workflowExecutions.get(this.id)
    return tasks.find(({ name }) => name === task)?.latest ?? null
  }

  /** Waits until the latest execution of a task has a status, and the sequence number if one is given. */
  reached(task: string, status: TaskStatus, sequenceNumber?: number): Promise<TaskExecutionResource> {
    return waitFor(`${task} to be ${status}`, async () => {
      const latest = await this.latest(task)
      if (latest?.status !== status) return null
      return sequenceNumber === undefined || latest.sequenceNumber === sequenceNumber ? latest : null
    })
  }

  async ended(status: WorkflowStatus): Promise<void> {
    await waitFor(`execution ${this.id} to be ${status}`, async () => ((await this.status()) === status ? true : null))
  }

  /** Oldest first. */
  async taskExecutions(task: string): Promise<TaskExecutionResource[]> {
    const items = await allOf((cursor) =>
      this.#home.client.taskExecutions.list(this.id, { task, limit: PAGE, ...(cursor === null ? {} : { cursor }) }),
    )
    return items.reverse()
  }

  /** The verdicts of its rules, oldest first. */
  async verdicts(task: string): Promise<VerdictResource[]> {
    const items = await allOf((cursor) =>
      this.#home.client.workflowExecutions.verdicts(this.id, {
        task,
        limit: PAGE,
        ...(cursor === null ? {} : { cursor }),
      }),
    )
    return items.reverse()
  }

  /** Its events with a key, in the order of the log. */
  async events(key: string): Promise<Event[]> {
    return (await this.log()).filter((event) => event.key === key)
  }

  /** The statuses that a task went through, in the order of the log. */
  async statuses(task: string): Promise<(string | null)[]> {
    const log = await this.log()
    return log.filter(({ kind, key }) => kind === 'status' && key.endsWith(`/${task}`)).map(({ value }) => value)
  }

  /** Everything in the log that is about this execution. */
  async log(): Promise<Event[]> {
    const events: Event[] = []
    for (;;) {
      const page = await this.#home.client.events.list({
        workflowExecutionId: this.id,
        beginOffset: events.at(-1)?.offset ?? 0,
        limit: PAGE,
        all: true,
      })
      events.push(...page.items)
      if (page.items.length < PAGE) return events
    }
  }
}

interface PageOf<T> {
  readonly items: readonly T[]
  readonly next: string | null
}

async function allOf<T>(read: (cursor: string | null) => Promise<PageOf<T>>): Promise<T[]> {
  const items: T[] = []
  let cursor: string | null = null
  do {
    const page: PageOf<T> = await read(cursor)
    items.push(...page.items)
    cursor = page.next
  } while (cursor !== null)
  return items
}
