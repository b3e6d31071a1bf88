import type { Why, WhyLink } from '@aiflow/sdk/internal/api/events'
import type { Event, TaskAction } from '@aiflow/sdk/internal/model'
import { fieldsOf } from '../log/event-fields.ts'
import { laneId } from '../model/lane-id.ts'
import { parseTimerId, type TimerName } from '../model/timer-ids.ts'
import type { ReadStorage } from '../storage/reads/read-storage.ts'
import type { TaskExecutionRow, WorkflowExecutionRow } from '../storage/rows.ts'
import { type FiredRule, ruleLinkOf } from './rule-link.ts'
import { keyOf, type TaskExecutionName, taskExecutionOf, toSeenEvent } from './seen-events.ts'
import { stopCauseOf } from './stop-cause.ts'

/** Requests by hand that start a task directly. The others start a workflow execution, and its tasks with it. */
const TASK_REQUESTS: readonly string[] = ['taskAction', 'rerunExecution']

/** Where the chain continues. */
type Cause =
  | { readonly type: 'task'; readonly row: TaskExecutionRow }
  | { readonly type: 'execution'; readonly row: WorkflowExecutionRow }
  | { readonly type: 'event'; readonly event: Event }

/**
 * Walks from a task execution back to its first cause. The chain leads through the rule that fired and its deciding
 * event, to the task execution that sent the event or changed its status, and so on. It ends at an event from outside,
 * a request or a timer.
 */
export class Chain {
  readonly #storage: ReadStorage
  readonly #depth: number
  readonly #links: WhyLink[] = []
  /** A task may send an event that starts itself, together with an older one. No task execution is listed twice. */
  readonly #told = new Set<string>()
  #stops = 0
  #next: TaskExecutionName | null = null

  constructor(storage: ReadStorage, depth: number) {
    this.#storage = storage
    this.#depth = depth
  }

  async walk(row: TaskExecutionRow): Promise<Why> {
    let cause: Cause | null = { type: 'task', row }
    while (cause !== null) cause = await this.#step(cause)
    return { links: this.#links, next: this.#next }
  }

  #step(cause: Cause): Promise<Cause | null> {
    switch (cause.type) {
      case 'task':
        return this.#taskExecution(cause.row)
      case 'execution':
        return this.#workflowExecution(cause.row)
      case 'event':
        return this.#event(cause.event)
    }
  }

  async #taskExecution(row: TaskExecutionRow): Promise<Cause | null> {
    const name = {
      workflowExecutionId: row.workflowExecutionId,
      taskName: row.taskName,
      sequenceNumber: row.sequenceNumber,
    }
    if (this.#told.has(keyOf(name))) return null
    if (this.#told.size >= this.#depth) {
      this.#next = name
      return null
    }
    this.#told.add(keyOf(name))
    const execution = await this.#storage.executions.find(row.workflowExecutionId)
    if (execution === null) return this.#missing(`The workflow execution ${row.workflowExecutionId} is no longer kept.`)
    const { namespace, workflowName } = execution
    const { status, startOffset: offset, createTime: time } = row
    this.#links.push({ type: 'taskExecution', ...name, namespace, workflowName, status, offset, time })
    const deciding = row.trigger.events.at(-1)
    if (row.trigger.rule !== null && deciding !== undefined) {
      const fired = await this.#taskRule(execution, row, { name: row.trigger.rule, events: row.trigger.events })
      this.#links.push(await ruleLinkOf(this.#storage, fired))
      return { type: 'event', event: deciding }
    }
    return this.#causeWithoutRule(execution, row)
  }

  /** It was started with its execution, by its own timer, or by hand. */
  async #causeWithoutRule(execution: WorkflowExecutionRow, row: TaskExecutionRow): Promise<Cause | null> {
    const { trigger, startOffset } = row
    const asked = trigger.requestOffset ?? (await this.#storage.events.find(startOffset))?.causeOffset
    const event = asked === undefined || asked === null ? null : await this.#storage.events.find(asked)
    // A clean-up names what stopped its execution.
    if (event !== null && trigger.requestOffset !== undefined) return { type: 'event', event }
    if (event?.kind === 'control' && TASK_REQUESTS.includes(actionOf(event))) return { type: 'event', event }
    const fired = trigger.events.at(-1)
    if (fired?.kind === 'timer' && timerOf(fired).name?.kind === 'periodic') return { type: 'event', event: fired }
    // The tasks of an execution start first of all. Version 0.1.0 did not record the request of a start that had to wait.
    if (row.sequenceNumber > 1) return this.#missing('It was requested by hand; the request is no longer known.')
    return { type: 'execution', row: execution }
  }

  async #workflowExecution(row: WorkflowExecutionRow): Promise<Cause | null> {
    const { id, namespace, workflowName, status, trigger, type: startedBy, beginTime: time } = row
    const link = { type: 'workflowExecution', id, namespace, workflowName, status, startedBy, time } as const
    const { backfillId, schedule } = row
    if (backfillId === null) this.#links.push(link)
    else {
      this.#links.push({ ...link, backfill: { id: backfillId, dueTime: schedule?.dueTime ?? null } })
      return this.#backfill(backfillId)
    }
    const deciding = trigger.events.at(-1)
    if (deciding !== undefined) {
      if (deciding.kind !== 'timer' && trigger.rule !== null) {
        this.#links.push(await ruleLinkOf(this.#storage, await this.#trigger(row, trigger.rule)))
      }
      return { type: 'event', event: deciding }
    }
    const created = await this.#storage.executions.creation(id)
    const event = created?.causeOffset == null ? null : await this.#storage.events.find(created.causeOffset)
    if (event !== null) return { type: 'event', event }
    return this.#missing(`The request that started workflow execution ${id} is no longer kept.`)
  }

  /** Goes on to who asked for the backfill. */
  async #backfill(id: number): Promise<Cause | null> {
    const backfill = await this.#storage.backfills.find(id)
    const event = backfill === null ? null : await this.#storage.events.find(backfill.requestOffset)
    if (event !== null) return { type: 'event', event }
    return this.#missing(`The request for the backfill ${id} is no longer kept.`)
  }

  async #event(event: Event): Promise<Cause | null> {
    if (event.kind === 'control') return this.#request(event)
    if (event.kind === 'timer') return this.#timer(event)
    this.#links.push({ type: 'event', event: toSeenEvent(event) })
    const name = taskExecutionOf(event)
    if (name === null) return this.#executionOf(event)
    const row = await this.#storage.tasks.find({ ...name, task: name.taskName })
    const owner = row === null ? null : await this.#storage.executions.find(row.workflowExecutionId)
    // Version 0.2.0 did not record the principal, and senders could choose any name.
    if (row !== null && owner?.namespace === event.namespace) {
      return (await this.#stop(event, row, owner)) ?? { type: 'task', row }
    }
    return event.kind === 'status' ? this.#missing(`The task execution "${keyOf(name)}" is no longer kept.`) : null
  }

  /** The cause of a stop; null if the task execution ended on its own. */
  async #stop(event: Event, row: TaskExecutionRow, execution: WorkflowExecutionRow): Promise<Cause | null> {
    if (event.kind !== 'status' || event.value !== 'STOPPED' || this.#stops >= this.#depth) return null
    this.#stops += 1
    const stored = await this.#storage.events.find(event.offset)
    const cause = stored === null ? null : await stopCauseOf(this.#storage, stored, { row, execution })
    if (cause === null) return null
    if (cause.rule !== null) {
      const fired = await this.#taskRule(execution, row, { name: cause.rule.rule, events: [cause.event] })
      this.#links.push(await ruleLinkOf(this.#storage, fired))
    }
    return { type: 'event', event: cause.event }
  }

  /** A status change of a whole workflow execution leads to that execution. Any other event is from outside. */
  async #executionOf(event: Event): Promise<Cause | null> {
    if (event.kind !== 'status' || event.workflowExecutionId === null) return null
    const row = await this.#storage.executions.find(event.workflowExecutionId)
    if (row !== null) return { type: 'execution', row }
    return this.#missing(`The workflow execution ${event.workflowExecutionId} is no longer kept.`)
  }

  #request(event: Event): null {
    const { offset, createTime: time, sender, principal = null } = event
    const { requestId = null } = fieldsOf<{ requestId: string }>(event.context)
    const action = actionOf(event)
    this.#links.push({ type: 'request', offset, time, action, ...taskOf(action, event), sender, principal, requestId })
    return null
  }

  async #timer(event: Event): Promise<null> {
    const { name, dueTime } = timerOf(event)
    const schedule = name?.kind === 'schedule' ? await this.#scheduleName(event.namespace, name.scheduleId) : null
    const isTimeout = name?.kind === 'timeout'
    const { offset, createTime: time } = event
    this.#links.push({ type: 'timer', offset, time, dueTime, schedule, ...(isTimeout ? { isTimeout } : {}) })
    return null
  }

  async #scheduleName(namespace: string, id: number): Promise<string | null> {
    const schedules = await this.#storage.schedules.findAll({ namespace })
    return schedules.find((row) => row.id === id)?.name ?? null
  }

  #missing(text: string): null {
    this.#links.push({ type: 'missing', text })
    return null
  }

  async #taskRule(
    execution: WorkflowExecutionRow,
    row: TaskExecutionRow,
    { name, events }: { readonly name: string; readonly events: readonly Event[] },
  ): Promise<FiredRule> {
    const snapshot = await this.#storage.snapshots.find(execution.snapshotHash)
    const task = snapshot?.definition.tasks.find((definition) => definition.name === row.taskName)
    const rule = task?.rules.find((definition) => definition.name === name)
    return {
      lane: laneId.ofExecution(execution.id),
      task: row.taskName,
      name,
      condition: rule?.condition ?? null,
      action: rule?.action ?? 'START',
      events,
      execution,
    }
  }

  /** The trigger as it is now, even if it was changed since. */
  async #trigger(
    { namespace, workflowName, workflowId, trigger }: WorkflowExecutionRow,
    name: string,
  ): Promise<FiredRule> {
    const [found] = await this.#storage.triggers.findAll({ namespace, workflow: workflowName, name })
    return {
      lane: laneId.ofWorkflow(workflowId),
      task: null,
      name,
      condition: found?.condition ?? null,
      action: null,
      events: trigger.events,
      execution: null,
    }
  }
}

function actionOf({ key }: Event): string {
  return key.slice(key.lastIndexOf('/') + 1)
}

/** The task of a request, and the requested action. */
function taskOf(action: string, { value }: Event): { readonly task?: string; readonly taskAction?: TaskAction } {
  if (action !== 'taskAction' && action !== 'forceStop') return {}
  // Only this server writes it. The value of a forced request has no action.
  const { task, action: taskAction } = fieldsOf<{ task: string; action: TaskAction }>(value)
  return { ...(task === undefined ? {} : { task }), ...(taskAction === undefined ? {} : { taskAction }) }
}

function timerOf(event: Event): { readonly name: TimerName | null; readonly dueTime: number } {
  // Only this server writes it.
  const { timerId = '', dueTime = event.createTime } = fieldsOf<{ timerId: string; dueTime: number }>(event.value)
  return { name: parseTimerId(timerId), dueTime }
}
