import type { ExecutionType } from '../../model/execution/execution-type.ts'
import type { WorkflowStatus } from '../../model/execution/workflow-status.ts'
import type { Json } from '../../model/json/json.ts'
import { labelTexts } from '../../model/text/labels.ts'
import { type Trigger, triggerSchema } from '../../wire/attempt.ts'
import {
  executionControlResponseSchema,
  outputsResponseSchema,
  type RerunResponse,
  rerunResponseSchema,
  statesResponseSchema,
  tasksPageSchema,
  type WorkflowExecutionDetail,
  type WorkflowExecutionResource,
  workflowExecutionDetailSchema,
  workflowExecutionSchema,
} from '../../wire/http/executions.ts'
import { type Page, pageOf } from '../../wire/http/paging.ts'
import {
  type RuleControlResponse,
  type RuleResource,
  ruleControlResponseSchema,
  rulesResponseSchema,
} from '../../wire/http/rules.ts'
import { type VerdictsResponse, verdictsResponseSchema } from '../../wire/http/verdicts.ts'
import type { CallOptions, PageOptions } from '../transport/call.ts'
import { pathOf } from '../transport/path.ts'
import type { Transport } from '../transport/transport.ts'

const workflowExecutionPageSchema = pageOf(workflowExecutionSchema)

export interface WorkflowExecutionListOptions extends PageOptions {
  readonly namespace?: string | undefined
  readonly workflow?: string | undefined
  /** Only those of workflows that have all of these labels now. */
  readonly labels?: Readonly<Record<string, string>> | undefined
  readonly status?: WorkflowStatus | undefined
  readonly type?: ExecutionType | undefined
  /** Only those of the backfill with this id. */
  readonly backfill?: number | undefined
  /** Only those that tasks of the workflow execution with this id started. */
  readonly parent?: number | undefined
  /** Only those that began at this time or later: milliseconds since the epoch, or ISO 8601. */
  readonly beginAfter?: number | string | undefined
  /** Only those that began before this time: milliseconds since the epoch, or ISO 8601. */
  readonly beginBefore?: number | string | undefined
}

export interface VerdictListOptions extends PageOptions {
  readonly task?: string | undefined
  /** Only verdicts on the event with this offset. Rules that it did not meet are listed one by one. */
  readonly event?: number | undefined
}

export interface ShowOptions extends CallOptions {
  /** `none` leaves out the tasks, which is much cheaper for an execution of many tasks. */
  readonly tasks?: 'none' | undefined
}

export interface StopExecutionOptions extends CallOptions {
  /** Without a clean-up; `false` by default. */
  readonly force?: boolean | undefined
}

/** A page of values by name. `next` is the cursor of the following page, or null on the last page. */
export interface ValuesPage {
  readonly values: Readonly<Record<string, Json>>
  readonly next: string | null
}

/** Names a rule of a task. */
export interface OfRule {
  readonly task: string
  readonly rule: string
}

/** Reads and controls workflow executions. All calls except `list` throw `WORKFLOW_EXECUTION_NOT_FOUND`. */
export class WorkflowExecutionsClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** A page of workflow executions, newest first. */
  list({ signal, labels, ...filter }: WorkflowExecutionListOptions = {}): Promise<Page<WorkflowExecutionResource>> {
    const query = { ...filter, label: labelTexts(labels) }
    const path = pathOf('workflow-executions')
    return this.#transport.request(workflowExecutionPageSchema, { method: 'GET', path, query, signal })
  }

  /** One execution, with the latest execution of each task. Large outputs and triggers of tasks may be `leftOut`. */
  async get(id: number, { signal, tasks }: ShowOptions = {}): Promise<WorkflowExecutionDetail> {
    const path = pathOf('workflow-executions', id)
    const call = { method: 'GET', path, query: { tasks }, signal } as const
    const { nextTasks, ...first } = await this.#transport.request(workflowExecutionDetailSchema, call)
    const all = [...first.tasks]
    for (let cursor = nextTasks ?? null; cursor !== null; ) {
      const page = await this.#tasks(id, { cursor, signal })
      all.push(...page.items)
      cursor = page.next
    }
    return { ...first, tasks: all }
  }

  /** What started it, with all values, up to 100 MiB; `get` leaves out large ones. */
  trigger(id: number, { signal }: CallOptions = {}): Promise<Trigger> {
    const path = pathOf('workflow-executions', id, 'trigger')
    return this.#transport.request(triggerSchema, { method: 'GET', path, signal })
  }

  #tasks(id: number, { signal, ...query }: PageOptions) {
    const path = pathOf('workflow-executions', id, 'tasks')
    return this.#transport.request(tasksPageSchema, { method: 'GET', path, query, signal })
  }

  /**
   * Asks for the end of the execution; it has stopped when its status says so. Its clean-up runs first, unless `force` is
   * true; asking again ends a clean-up that is under way. Throws `EXECUTION_ENDED`.
   */
  stop(id: number, { signal, force }: StopExecutionOptions = {}): Promise<WorkflowExecutionResource> {
    return this.#post(id, 'stop', { signal, query: { force } })
  }

  /** Pauses the execution: events wait until it is resumed, and running tasks continue. */
  pause(id: number, options: CallOptions = {}): Promise<WorkflowExecutionResource> {
    return this.#post(id, 'pause', options)
  }

  /** Resumes a paused execution: the events that waited are processed. */
  resume(id: number, options: CallOptions = {}): Promise<WorkflowExecutionResource> {
    return this.#post(id, 'resume', options)
  }

  /**
   * Starts the failed and stopped tasks again, in the same execution. Rules decide what follows. Throws
   * `NOTHING_TO_RERUN` or `EXECUTION_STOPPING`.
   */
  rerun(id: number, { signal }: CallOptions = {}): Promise<RerunResponse> {
    const path = pathOf('workflow-executions', id, 'rerun')
    return this.#transport.request(rerunResponseSchema, { method: 'POST', path, once: true, signal })
  }

  /** Deletes an ended execution with everything it left, except its events. Throws `EXECUTION_ALIVE`. */
  async delete(id: number, { signal }: CallOptions = {}): Promise<void> {
    const path = pathOf('workflow-executions', id)
    await this.#transport.request(executionControlResponseSchema, { method: 'DELETE', path, once: true, signal })
  }

  /** The output of the last SUCCESS of each task that has one, by task name. */
  async outputs(id: number, { signal }: CallOptions = {}): Promise<Readonly<Record<string, Json>>> {
    return collect((cursor) => this.outputsPage(id, { cursor, signal }))
  }

  /** A page of these outputs: as many as fit into one answer. */
  async outputsPage(id: number, { signal, ...query }: PageOptions = {}): Promise<ValuesPage> {
    const path = pathOf('workflow-executions', id, 'outputs')
    const call = { method: 'GET', path, query, signal } as const
    const { outputs: values, next = null } = await this.#transport.request(outputsResponseSchema, call)
    return { values, next }
  }

  /** The named states of the execution, by name. */
  async states(id: number, { signal }: CallOptions = {}): Promise<Readonly<Record<string, Json>>> {
    return collect((cursor) => this.statesPage(id, { cursor, signal }))
  }

  /** A page of these states: as many as fit into one answer. */
  async statesPage(id: number, { signal, ...query }: PageOptions = {}): Promise<ValuesPage> {
    const path = pathOf('workflow-executions', id, 'states')
    const call = { method: 'GET', path, query, signal } as const
    const { states: values, next = null } = await this.#transport.request(statesResponseSchema, call)
    return { values, next }
  }

  /** The verdicts of its rules on events, newest first: why a task ran, and why it did not. */
  verdicts(id: number, { signal, ...query }: VerdictListOptions = {}): Promise<VerdictsResponse> {
    const path = pathOf('workflow-executions', id, 'verdicts')
    return this.#transport.request(verdictsResponseSchema, { method: 'GET', path, query, signal })
  }

  /** The rules of its tasks, in the order of declaration, and what keeps them from being judged. */
  async rules(id: number, { signal }: CallOptions = {}): Promise<readonly RuleResource[]> {
    const path = pathOf('workflow-executions', id, 'rules')
    return (await this.#transport.request(rulesResponseSchema, { method: 'GET', path, signal })).items
  }

  /** Closes the open circuit of a rule, so that it is judged again. Throws `RULE_NOT_FOUND` or `EXECUTION_ENDED`. */
  closeRule(id: number, rule: OfRule, options: CallOptions = {}): Promise<RuleControlResponse> {
    return this.#controlRule(id, rule, { ...options, verb: 'close' })
  }

  /** Disables a rule: it ignores events until it is enabled. Throws `RULE_NOT_FOUND` or `EXECUTION_ENDED`. */
  disableRule(id: number, rule: OfRule, options: CallOptions = {}): Promise<RuleControlResponse> {
    return this.#controlRule(id, rule, { ...options, verb: 'disable' })
  }

  /** Enables a disabled rule. Throws `RULE_NOT_FOUND` or `EXECUTION_ENDED`. */
  enableRule(id: number, rule: OfRule, options: CallOptions = {}): Promise<RuleControlResponse> {
    return this.#controlRule(id, rule, { ...options, verb: 'enable' })
  }

  #controlRule(
    id: number,
    { task, rule }: OfRule,
    { verb, signal }: CallOptions & { readonly verb: string },
  ): Promise<RuleControlResponse> {
    const path = pathOf('workflow-executions', id, 'rules', task, rule, verb)
    // Asking twice is the same as asking once.
    return this.#transport.request(ruleControlResponseSchema, { method: 'POST', path, repeatable: true, signal })
  }

  async #post(
    id: number,
    verb: string,
    { signal, query = {} }: CallOptions & { readonly query?: { readonly force?: boolean | undefined } },
  ): Promise<WorkflowExecutionResource> {
    const path = pathOf('workflow-executions', id, verb)
    const call = { method: 'POST', path, query, once: true, signal } as const
    await this.#transport.request(executionControlResponseSchema, call)
    return this.#transport.request(workflowExecutionSchema, {
      method: 'GET',
      path: pathOf('workflow-executions', id),
      query: { tasks: 'none' },
      signal,
    })
  }
}

async function collect(read: (cursor: string | undefined) => Promise<ValuesPage>): Promise<ValuesPage['values']> {
  const values: [string, Json][] = []
  let cursor: string | undefined
  do {
    const page = await read(cursor)
    for (const named of Object.entries(page.values)) values.push(named)
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return Object.fromEntries(values)
}
