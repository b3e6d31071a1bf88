import { ExecutionType, WorkflowStatus } from '@aiflow/sdk'
import type { OpenCircuit, WorkflowExecutionDetail, WorkflowExecutionResource } from '@aiflow/sdk/client'
import { counted } from '@aiflow/sdk/internal/text'
import type { Command } from 'commander'
import { blockedSections } from '../../output/lines/blocked-lines.ts'
import { failureLines } from '../../output/lines/failure-lines.ts'
import type { Printer } from '../../output/printing/printer.ts'
import { type Column, tableLines } from '../../output/printing/table.ts'
import { paintStatus } from '../../output/text/colors.ts'
import { describeExecutionTrigger } from '../../output/text/sentences.ts'
import { keyOf } from '../../output/text/task-key.ts'
import { oneLine } from '../../output/text/text.ts'
import { showDuration, showTime } from '../../output/text/time.ts'
import type { OpenSession, Session } from '../../session.ts'
import {
  askFirst,
  collectPair,
  nameOption,
  oneWorkflow,
  parseId,
  parseSince,
  type Sure,
  wholeNumber,
} from '../arguments/arguments.ts'
import { noneThere, withNamespace } from '../arguments/listed-namespace.ts'
import { type PageRequest, printPages } from '../arguments/paging.ts'
import { type ParameterOptions, schemaOf, sendParameters, takeParameters } from '../arguments/parameters.ts'
import { addExecutionTriggerCommand, describeLeftOut } from '../task/trigger-content.ts'
import { addExecutionResultCommands } from './execution-results.ts'
import { endOfLog, followToEnd, waitForEnd } from './wait-for-end.ts'
import { addWatchCommand } from './watch-executions.ts'

interface StartOptions extends ParameterOptions {
  readonly dueTime?: string
  readonly schedule?: string
  readonly wait?: boolean
}

interface ListOptions {
  readonly workflow?: string | undefined
  readonly beginAfter?: string
  readonly beginBefore?: string
  readonly status?: WorkflowStatus
  readonly type?: ExecutionType
  readonly backfill?: number
  readonly parent?: number
  readonly label?: Readonly<Record<string, string>>
  readonly limit: number
}

const WAITS = { turn: 'until all older ones have ended', place: 'until fewer executions are alive' } as const

const CLEAN_UPS: Readonly<Record<NonNullable<WorkflowExecutionResource['cleanUp']>['status'], string>> = {
  waiting: 'waits until the other tasks are gone',
  running: 'running',
  done: 'done',
  timedOut: 'ended at its time limit',
  ended: 'ended by a request',
}

type TaskOfExecution = WorkflowExecutionDetail['tasks'][number]

export function addWorkflowExecutionCommands(group: Command, open: OpenSession): void {
  takeParameters(group.command('start <workflow>'))
    .description('Start an execution of a workflow')
    .option('--due-time <time>', 'Past time of a schedule that it is for: ISO 8601', parseSince)
    .option('--schedule <name>', 'Schedule of --due-time; may be left out if there is only one')
    .option('--wait', 'Wait until it ends; exit with 1 unless it succeeds')
    .action((workflow: string, options: StartOptions, command: Command) => start(open(command), workflow, options))
  group
    .command('stop')
    .description('Stop an execution and all its tasks; a second stop ends its clean-up')
    .argument('<id>', 'Id of the workflow execution', parseId)
    .option('--wait', 'Wait until everything has stopped')
    .option('--force', 'Skip the clean-up, or end it if it is running')
    .action((id: number, options: StopOptions, command: Command) => stop(open(command), id, options))
  askFirst(group.command('stop-all <workflow>'))
    .description('Stop all running executions of a workflow')
    .action((workflow: string, { yes }: Sure, command: Command) => stopAll(open(command), workflow, yes))
  group
    .command('rerun')
    .description('Run the failed and stopped tasks again, in the same execution')
    .argument('<id>', 'Id of the workflow execution', parseId)
    .option('--wait', 'Wait until it ends; exit with 1 unless it succeeds')
    .action((id: number, options: { wait?: boolean }, command: Command) =>
      rerun(open(command), id, options.wait === true),
    )
  askFirst(group.command('delete'))
    .description('Delete an ended execution with everything it left, except its events')
    .argument('<id>', 'Id of the workflow execution', parseId)
    .action((id: number, { yes }: Sure, command: Command) => remove(open(command), id, yes))
  addListAndShow(group, open)
  for (const verb of ['pause', 'resume'] as const) {
    group
      .command(verb)
      .description(verb === 'pause' ? 'Let events wait; running tasks continue' : 'Process the events that waited')
      .argument('<id>', 'Id of the workflow execution', parseId)
      .action((id: number, _options: object, command: Command) => setPaused(open(command), id, verb))
  }
  addWatchCommand(group, open)
  addExecutionResultCommands(group, open)
  addExecutionTriggerCommand(group, open)
}

function addListAndShow(group: Command, open: OpenSession): void {
  group
    .command('list')
    .description('List executions, newest first')
    .argument('[workflow]', 'Only of this workflow')
    .option('--workflow <name>', 'Same as [workflow]')
    .addOption(nameOption('--status <status>', 'Only with this status', WorkflowStatus.values))
    .addOption(nameOption('--type <type>', 'Only those started this way', ExecutionType.values))
    .option('--backfill <id>', 'Only those of this backfill', parseId)
    .option('--parent <id>', 'Only those that tasks of this workflow execution started', parseId)
    .option('--label <name=value>', 'Only of workflows with this label; repeatable', collectPair)
    .option(
      '--begin-after <time>',
      'Only those that began at this time or later: ISO 8601, or an age such as 10m',
      parseSince,
    )
    .option('--begin-before <time>', 'Only those that began before this time', parseSince)
    .option('--limit <count>', 'Maximum number of items', wholeNumber(1), 50)
    .action((workflow: string | undefined, options: ListOptions, command: Command) =>
      list(open(command), { ...options, workflow: oneWorkflow(workflow, options.workflow) }),
    )
  group
    .command('show')
    .description('Show an execution and its tasks')
    .argument('<id>', 'Id of the workflow execution', parseId)
    .action((id: number, _options: object, command: Command) => show(open(command), id))
}

async function start(
  session: Session,
  workflow: string,
  { wait, dueTime, schedule, ...given }: StartOptions,
): Promise<void> {
  const client = await session.client()
  const { namespace } = session
  const since = wait ? await endOfLog(client) : 0
  const started = await sendParameters({ session, schema: schemaOf(session, client, workflow) }, given, (parameters) =>
    client.workflows.startExecution(namespace, workflow, { parameters, dueTime, schedule }),
  )
  const id = started.workflowExecutionId
  if (wait) return waitForEnd(session, client, { id, namespace, since })
  const { waitsFor } = started
  const state = waitsFor ? `, which waits ${WAITS[waitsFor]}` : ''
  const message = `Started workflow execution ${id} of "${workflow}"${state}. Watch it: aiflow workflow-execution show ${id}`
  await session.printer.done(message, started, String(id))
}

interface StopOptions {
  readonly wait?: boolean
  readonly force?: boolean
}

async function stop(session: Session, id: number, { wait: isWaiting = false, force }: StopOptions): Promise<void> {
  const client = await session.client()
  const since = isWaiting ? await endOfLog(client) : 0
  const execution = await client.workflowExecutions.stop(id, { force })
  if (isWaiting) await followToEnd(session, client, { ...execution, since })
  const isOver = isWaiting || execution.endTime !== null
  const watch = `Watch it: aiflow workflow-execution show ${id}`
  const message = isOver
    ? `Workflow execution ${id} has stopped.`
    : isCleaningUp(execution)
      ? `Workflow execution ${id} is stopping, and cleans up when its other tasks have stopped. To end the clean-up, stop it again. ${watch}`
      : `Workflow execution ${id} is stopping: it ends when its tasks have stopped. ${watch}`
  await session.printer.done(message, execution, String(id))
}

async function stopAll(session: Session, workflow: string, isSure: boolean | undefined): Promise<void> {
  await session.confirm(isSure, `This stops all active executions of "${workflow}".`)
  const client = await session.client()
  const answer = await client.workflows.stopExecutions(session.namespace, workflow)
  const are = counted(answer.stopped, 'execution is', 'executions are')
  await session.printer.done(`${are} stopping.`, answer, String(answer.stopped))
}

async function rerun(session: Session, id: number, isWaiting: boolean): Promise<void> {
  const client = await session.client()
  const { namespace } = await client.workflowExecutions.get(id, { tasks: 'none' })
  const since = isWaiting ? await endOfLog(client) : 0
  const answer = await client.workflowExecutions.rerun(id)
  if (isWaiting) return waitForEnd(session, client, { id, namespace, since })
  const tasks = answer.tasks.map((task) => `"${task}"`).join(', ')
  const message = `Started again in workflow execution ${id}: ${tasks}. Watch it: aiflow workflow-execution show ${id}`
  await session.printer.done(message, answer, answer.tasks.join('\n'))
}

async function remove(session: Session, id: number, isSure: boolean | undefined): Promise<void> {
  await session.confirm(isSure, `This deletes workflow execution ${id}.`)
  const client = await session.client()
  await client.workflowExecutions.delete(id)
  await session.printer.done(`Deleted workflow execution ${id}.`, { id, deleted: true }, String(id))
}

async function list(session: Session, { limit, label: labels, ...filter }: ListOptions): Promise<void> {
  const client = await session.client()
  const query = { ...filter, labels, namespace: session.namespaceFilter }
  const columns = withNamespace(session, executionColumns(session.printer, filter))
  const read = (page: PageRequest) => client.workflowExecutions.list({ ...query, ...page })
  await printPages(session, read, {
    limit,
    columns,
    whenEmpty: noneThere(session, 'workflow executions', { filter: { ...filter, labels } }),
  })
}

async function show(session: Session, id: number): Promise<void> {
  const { printer } = session
  const execution = await (await session.client()).workflowExecutions.get(id)
  const layout = { ...printer.layout, width: printer.layout.width - 2 }
  const lines = tableLines(execution.tasks, taskColumns(printer), layout)
  const circuits = (execution.circuits ?? []).map(describeCircuit)
  const rules = circuits.length === 0 ? [] : [{ title: 'Rules that are not judged', lines: circuits }]
  const failures = failureLines(execution)
  const failed = failures.length === 0 ? [] : [{ title: 'Failures', lines: failures }]
  const children = childLines(execution)
  const started = children.length === 0 ? [] : [{ title: 'Started by its tasks', lines: children }]
  const sections = [{ title: 'Tasks', lines }, ...started, ...failed, ...blockedSections(execution), ...rules]
  await printer.details(execution, { fields: fieldsOf(printer, execution), sections })
}

/** The task execution that started it. */
function parentOf({ parent }: WorkflowExecutionDetail): [string, string][] {
  return parent === null ? [] : [['Parent', keyOf(parent)]]
}

/** What tasks of it started. */
function childLines({ tasks }: WorkflowExecutionDetail): string[] {
  return tasks.flatMap(({ name, latest }) =>
    latest?.childExecutionId == null ? [] : [oneLine(`${name}: workflow execution ${latest.childExecutionId}`)],
  )
}

function isCleaningUp({ cleanUp }: Pick<WorkflowExecutionResource, 'cleanUp'>): boolean {
  return cleanUp?.status === 'waiting' || cleanUp?.status === 'running'
}

function cleanUpOf({ cleanUp }: WorkflowExecutionDetail): [string, string][] {
  if (!cleanUp) return []
  const { status, until, failedTasks } = cleanUp
  const limit = until === null ? '' : `, until ${showTime(until)} at the latest`
  const failed = failedTasks.length === 0 ? '' : `; failed: ${failedTasks.join(', ')}`
  return [['Clean-up', `${CLEAN_UPS[status]}${limit}${failed}`]]
}

function whyOf({ id, waitsFor, failureReason, leftOut }: WorkflowExecutionDetail): [string, string][] {
  const notShown: [string, string][] = leftOut
    ? [['Not shown', describeLeftOut(leftOut, `aiflow workflow-execution trigger ${id}`)]]
    : []
  if (failureReason) return [['Failure', oneLine(failureReason)], ...notShown]
  return waitsFor ? [['Waits', WAITS[waitsFor]], ...notShown] : notShown
}

/** `train, rule "again": circuit open since 12:00: …` */
function describeCircuit({ task, rule, status, since, reason }: OpenCircuit): string {
  const why =
    status === 'open' ? `circuit open since ${showTime(since)}: ${reason}` : `disabled since ${showTime(since)}`
  return oneLine(`${task}, rule "${rule}": ${why}`)
}

/** The time of a schedule that it was started for. */
function timeOf({ schedule, backfillId }: WorkflowExecutionDetail): [string, string][] {
  const backfill: [string, string][] = backfillId === null ? [] : [['Backfill', String(backfillId)]]
  if (schedule === null) return backfill
  const { name, dueTime, intervalStart, intervalEnd } = schedule
  return [
    ...backfill,
    ...(name === null ? [] : [['Schedule', name] as [string, string]]),
    ['Due', showTime(dueTime)],
    ['Interval', `${showTime(intervalStart)} – ${showTime(intervalEnd)}`],
  ]
}

function fieldsOf(printer: Printer, execution: WorkflowExecutionDetail): [string, string][] {
  const { endTime, beginTime, status } = execution
  const state =
    endTime !== null
      ? ''
      : execution.cleanUp?.status === 'running'
        ? ' (cleaning up)'
        : execution.stopping
          ? ' (stopping)'
          : execution.paused
            ? ' (paused)'
            : execution.blocked?.idle
              ? ' (nothing runs)'
              : ''
  const trigger = describeExecutionTrigger(execution.trigger)
  return [
    ['Workflow execution', String(execution.id)],
    ['Workflow', execution.workflowName],
    ['Namespace', execution.namespace],
    ['Status', `${paintStatus(printer.colors, printer.word(status), status)}${state}`],
    ['Started', `${showTime(beginTime)} ${trigger}`],
    ['Ended', showTime(endTime)],
    ['Duration', showDuration((endTime ?? Date.now()) - beginTime)],
    ...parentOf(execution),
    ...whyOf(execution),
    ...cleanUpOf(execution),
    ...timeOf(execution),
    ...Object.entries(execution.parameters).map(([name, value]): [string, string] => [
      `Parameter ${oneLine(name)}`,
      oneLine(JSON.stringify(value)),
    ]),
  ]
}

async function setPaused(session: Session, id: number, verb: 'pause' | 'resume'): Promise<void> {
  const client = await session.client()
  const execution = await client.workflowExecutions[verb](id)
  const message =
    verb === 'pause'
      ? `Workflow execution ${id} is paused: events wait, and running tasks continue. Resume it: aiflow workflow-execution resume ${id}`
      : `Workflow execution ${id} is active again and processes the events that waited.`
  await session.printer.done(message, execution, String(id))
}

/** In a list of what schedules started, the type says nothing, so the times that it is about take its place. */
function executionColumns(
  printer: Printer,
  { type, backfill }: Pick<ListOptions, 'type' | 'backfill'>,
): readonly Column<WorkflowExecutionResource>[] {
  const isOfSchedules = type === ExecutionType.PERIODIC || backfill !== undefined
  return [
    { title: 'ID', value: ({ id }) => id, align: 'right' },
    { title: 'WORKFLOW', value: ({ workflowName }) => workflowName, isFlexible: true },
    {
      title: 'STATUS',
      value: ({ status }) => printer.word(status),
      paint: (cell, { status }) => paintStatus(printer.colors, cell, status),
    },
    isOfSchedules
      ? { title: 'DUE', value: ({ schedule }) => showTime(schedule?.dueTime ?? null) }
      : { title: 'TYPE', value: (execution) => printer.word(execution.type) },
    { title: 'STARTED', value: ({ beginTime }) => showTime(beginTime) },
    {
      title: 'DURATION',
      value: ({ beginTime, endTime }) => showDuration((endTime ?? Date.now()) - beginTime),
      align: 'right',
    },
  ]
}

function taskColumns(printer: Printer): readonly Column<TaskOfExecution>[] {
  return [
    { title: 'TASK', value: ({ name }) => name, isFlexible: true },
    { title: 'LATEST', value: ({ latest }) => latest?.sequenceNumber ?? '-', align: 'right' },
    {
      title: 'STATUS',
      value: ({ latest }) => (latest === null ? 'never ran' : printer.word(latest.status)),
      paint: (cell, { latest }) => paintStatus(printer.colors, cell, latest?.status ?? null),
    },
    { title: 'STARTED', value: ({ latest }) => showTime(latest?.beginTime ?? null) },
    { title: 'DURATION', value: ({ latest }) => durationOf(latest), align: 'right' },
    { title: 'PENDING', value: ({ pendingStarts }) => (pendingStarts === 0 ? '' : pendingStarts), align: 'right' },
  ]
}

function durationOf(execution: TaskOfExecution['latest']): string {
  if (execution === null || execution.beginTime === null) return '-'
  return showDuration((execution.endTime ?? Date.now()) - execution.beginTime)
}
