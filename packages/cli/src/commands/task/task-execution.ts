import type { TaskExecutionResource, TaskMetrics } from '@aiflow/sdk/client'
import { restartsText, totalRestarts } from '@aiflow/sdk/internal/text'
import { type Command, Option } from 'commander'
import { UserJson } from '../../output/printing/iso-times.ts'
import type { Printer } from '../../output/printing/printer.ts'
import type { Column } from '../../output/printing/table.ts'
import { paintStatus } from '../../output/text/colors.ts'
import { describeStart } from '../../output/text/sentences.ts'
import { keyOf } from '../../output/text/task-key.ts'
import { showDuration, showTime } from '../../output/text/time.ts'
import type { OpenSession, Session } from '../../session.ts'
import {
  parseAttempt,
  parseId,
  parseSince,
  parseTask,
  type TaskArguments,
  takeTask,
  wholeNumber,
} from '../arguments/arguments.ts'
import { type PageRequest, printPages } from '../arguments/paging.ts'
import { resolveTask } from '../arguments/resolve-task.ts'
import { LogOutput } from '../logs/log-output.ts'
import { LogRecords } from '../logs/log-records.ts'
import { type LogOptions, LogPrinter } from '../logs/logs.ts'
import { addFindCommand } from './find-task-executions.ts'
import { describeOutcome } from './outcome-text.ts'
import { addTaskArtifactCommands } from './task-artifacts.ts'
import { addTaskItemsCommand, describeItems, outputOfItem, showItem } from './task-items.ts'
import { addTaskTriggerCommand, describeLeftOut, eventLines } from './trigger-content.ts'

const ACTIONS = {
  start: 'Start a task of an execution, unless it is alive',
  stop: 'Stop a task of an execution',
  restart: 'Restart a task: stop it if it is active, then start it',
  retry: 'Begin the next attempt of a RETRYING task now',
} as const

/** Each item of a task over a list has a log and an output of its own. */
const OR_ITEM = { orItem: true }

type Action = keyof typeof ACTIONS

type ShownLogOptions = LogOptions & { readonly timestamps?: boolean }

const ACTING: Readonly<Record<Action, string>> = {
  start: 'Starting',
  stop: 'Stopping',
  restart: 'Restarting',
  retry: 'Retrying',
}

const METRICS_COLUMNS: readonly Column<TaskMetrics>[] = [
  { title: 'TIME', value: ({ time }) => showTime(time) },
  { title: 'ATTEMPT', value: ({ attemptNumber }) => attemptNumber, align: 'right' },
  {
    title: 'METRICS',
    value: (each) =>
      Object.entries(each.metrics)
        .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
        .join(' '),
    isFlexible: true,
  },
]

export function addTaskExecutionCommands(group: Command, open: OpenSession): void {
  group
    .command('list')
    .description('List the task executions of a workflow execution, newest first')
    .argument('<execution>', 'Id of the workflow execution', parseId)
    .option('--task <name>', 'Only of this task')
    .option('--limit <count>', 'Maximum number of items', wholeNumber(1), 100)
    .action((id: number, options: { task?: string; limit: number }, command: Command) =>
      list(open(command), id, options),
    )
  addFindCommand(group, open)
  takeTask(group.command('show'), (task, _options, command) => show(open(command), task), OR_ITEM).description(
    'Show a task execution: why it started and how it ended',
  )
  addTaskItemsCommand(group, open)
  for (const [action, description] of Object.entries(ACTIONS)) {
    const added = group
      .command(action)
      .description(description)
      .argument('<execution>', 'Id of the workflow execution, or <execution>/<task>')
      .argument('[task]', 'Name of the task')
      .action((execution: string, task: string | undefined, options: { force?: true }, command: Command) =>
        act(open(command), action as Action, { ...parseTask(execution, task, undefined), ...options }),
      )
    if (action === 'stop') added.option('--force', 'Treat a stop in progress as done, although it is not confirmed')
  }
  takeTask(group.command('output'), (task, _options, command) => output(open(command), task), OR_ITEM).description(
    'Print the output of a successful task execution, as JSON',
  )
  takeTask(group.command('metrics'), (task, { limit }: { limit: number }, command) =>
    metrics(open(command), task, limit),
  )
    .description('Show the metrics of a task, newest first')
    .option('--limit <count>', 'Maximum number of items', wholeNumber(1), 20)
  addTaskTriggerCommand(group, open)
  addTaskArtifactCommands(group, open)
  takeTask(
    group.command('logs'),
    (task, options: ShownLogOptions, command) => logs(open(command), task, options),
    OR_ITEM,
  )
    .description('Print the log of a task execution')
    .option('-f, --follow', 'Keep printing, over all attempts, until the task ends')
    .option('--timestamps', 'Print the time of each line')
    .option('--attempt <number>', 'Only this attempt, or "all"; the last one by default', parseAttempt)
    .addOption(new Option('--tail <lines>', 'Only the last lines').argParser(wholeNumber(0)).conflicts('since'))
    .addOption(
      new Option('--since <time>', 'Only lines written since then, such as 10m or 2026-03-01T12:00Z').argParser(
        parseSince,
      ),
    )
    .addOption(new Option('--grep <text>', 'Only lines that contain this text').conflicts(['follow', 'tail', 'since']))
}

async function output(session: Session, task: TaskArguments): Promise<void> {
  const client = await session.client()
  const ref = await resolveTask(client, task)
  const value = await (task.item === null ? client.taskExecutions.output(ref) : outputOfItem(client, ref, task.item))
  const text = JSON.stringify(value, null, 2)
  await session.printer.done(text, new UserJson(value), JSON.stringify(value))
}

async function metrics(session: Session, task: TaskArguments, limit: number): Promise<void> {
  const client = await session.client()
  const ref = await resolveTask(client, task)
  const whenEmpty = `Task execution "${keyOf(ref)}" has reported no metrics.`
  const read = (page: PageRequest) => client.taskExecutions.metrics(ref, page)
  await printPages(session, read, { limit, columns: METRICS_COLUMNS, whenEmpty })
}

async function list(session: Session, id: number, { task, limit }: { task?: string; limit: number }): Promise<void> {
  const client = await session.client()
  await printPages(session, (page) => client.taskExecutions.list(id, { ...page, task }), {
    limit,
    columns: taskExecutionColumns(session.printer),
    whenEmpty: `No task of workflow execution ${id} has run yet.`,
  })
}

async function show(session: Session, task: TaskArguments): Promise<void> {
  const client = await session.client()
  const ref = await resolveTask(client, task)
  if (task.item !== null) return showItem(session, ref, task.item)
  const execution = await client.taskExecutions.get(ref)
  const whole = await client.workflowExecutions.get(execution.workflowExecutionId, { tasks: 'none' })
  const events = eventLines(execution.trigger, execution.leftOut)
  const sections = events.length > 0 ? [{ title: 'Events that started it', lines: events }] : []
  await session.printer.details(execution, {
    fields: fieldsOf(session.printer, execution, describeStart(execution, whole)),
    sections,
  })
}

async function logs(
  session: Session,
  task: TaskArguments,
  { timestamps = false, ...options }: ShownLogOptions,
): Promise<void> {
  const client = await session.client()
  const { printer } = session
  const output = printer.isText ? new LogOutput(printer, { timestamps }) : new LogRecords(printer, options)
  const ref = await resolveTask(client, task)
  await new LogPrinter({ client, ref, item: task.item ?? undefined, output, signal: session.signal }).print(options)
  await output.end()
  const isPart = [options.tail, options.since, options.grep].some((part) => part !== undefined)
  if (output.isEmpty && !isPart) printer.note(`Task execution "${keyOf(ref)}" has written nothing.`)
}

async function act(session: Session, action: Action, task: TaskArguments & { force?: true }): Promise<void> {
  const client = await session.client()
  const { workflowExecutionId: id, taskName, force } = task
  const response = await client.taskExecutions[action](id, taskName, { force })
  const key = response.taskExecution === null ? `${id}/${taskName}` : keyOf(response.taskExecution)
  const reason = response.reason === null ? '' : ` Reason: ${response.reason}.`
  const message = {
    accepted: `${ACTING[action]} "${key}". Watch it: aiflow task-execution show ${id}/${taskName}`,
    pending: `"${key}" is stopping. It starts again when it has stopped.`,
    ignored: `Nothing was done to "${key}".${reason}`,
  }[response.verdict]
  await session.printer.done(message, response, `${key}\t${response.verdict}`)
}

const STOPPED_BY: Readonly<Record<NonNullable<TaskExecutionResource['stoppedBy']>, string>> = {
  request: 'a request',
  rule: 'a rule',
  timer: 'its timer',
  execution: 'the stop of its workflow execution',
}

function restartsOf({ restarts }: TaskExecutionResource): string | null {
  if (restarts === undefined) return null
  const total = totalRestarts(restarts)
  return total === 0 ? '0' : `${total} (${restartsText(restarts)})`
}

function fieldsOf(printer: Printer, execution: TaskExecutionResource, start: string): [string, string][] {
  const { status, beginTime, endTime, attemptNumber, retryTime, stopPhase, stopError, stoppedBy, outcome, leftOut } =
    execution
  const { leftOutBytes } = execution.trigger
  const rule = execution.trigger.rule === null ? '' : ` through rule "${execution.trigger.rule}"`
  const fields: [string, string | null][] = [
    ['Task execution', keyOf(execution)],
    ['Status', paintStatus(printer.colors, printer.word(status), status)],
    ['Created', `${showTime(execution.createTime)} ${start}${rule}`],
    ['Started', showTime(beginTime)],
    ['Ended', showTime(endTime)],
    ['Duration', beginTime === null ? '-' : showDuration((endTime ?? Date.now()) - beginTime)],
    ['Restarts', restartsOf(execution)],
    ['Items', execution.items == null ? null : describeItems(execution.items)],
    ['Attempt', execution.items == null ? String(attemptNumber) : null],
    ['Waits', execution.waitsFor ?? null],
    ['Child', execution.childExecutionId == null ? null : `workflow execution ${execution.childExecutionId}`],
    ['Next attempt', retryTime === null ? null : nextAttempt(retryTime)],
    ['Stopping', stopPhase],
    ['Stop error', stopError],
    ['Stopped by', stoppedBy && (status === 'STOPPING' || status === 'STOPPED') ? STOPPED_BY[stoppedBy] : null],
    ['Outcome', outcome === null ? null : describeOutcome(outcome)],
    [
      'Left out',
      leftOutBytes === undefined
        ? null
        : `${leftOutBytes} bytes or more of events and outputs, too much for an attempt`,
    ],
    [
      'Not shown',
      leftOut === undefined ? null : describeLeftOut(leftOut, `aiflow task-execution trigger ${keyOf(execution)}`),
    ],
    ['Worker', execution.workerId],
  ]
  return fields.flatMap(([label, value]) => (value === null ? [] : [[label, value]]))
}

function nextAttempt(time: number): string {
  const left = time - Date.now()
  return left > 0 ? `${showTime(time)}, in ${showDuration(left)}` : showTime(time)
}

function taskExecutionColumns(printer: Printer): readonly Column<TaskExecutionResource>[] {
  return [
    { title: 'TASK', value: ({ taskName }) => taskName, isFlexible: true },
    { title: 'SEQ', value: ({ sequenceNumber }) => sequenceNumber, align: 'right' },
    {
      title: 'STATUS',
      value: ({ status }) => printer.word(status),
      paint: (cell, { status }) => paintStatus(printer.colors, cell, status),
    },
    { title: 'ATTEMPT', value: ({ attemptNumber }) => attemptNumber, align: 'right' },
    { title: 'STARTED', value: ({ beginTime }) => showTime(beginTime) },
    {
      title: 'DURATION',
      value: ({ beginTime, endTime }) => (beginTime === null ? '-' : showDuration((endTime ?? Date.now()) - beginTime)),
      align: 'right',
    },
  ]
}
