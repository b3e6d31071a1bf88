import { AIFlowError, type Json } from '@aiflow/sdk'
import type { AIFlowClient, ItemCounts, TaskExecutionRef, TaskItemResource } from '@aiflow/sdk/client'
import type { Command } from 'commander'
import type { Printer } from '../../output/printing/printer.ts'
import type { Column } from '../../output/printing/table.ts'
import { paintStatus } from '../../output/text/colors.ts'
import { keyOf } from '../../output/text/task-key.ts'
import { oneLine } from '../../output/text/text.ts'
import { showDuration, showTime } from '../../output/text/time.ts'
import type { OpenSession, Session } from '../../session.ts'
import { nameOption, type TaskArguments, takeTask, wholeNumber } from '../arguments/arguments.ts'
import { type PageRequest, printPages } from '../arguments/paging.ts'
import { resolveTask } from '../arguments/resolve-task.ts'
import { describeOutcome } from './outcome-text.ts'

type Status = TaskItemResource['status']

const STATUSES: readonly Status[] = [
  'NOT_BEGUN',
  'INIT',
  'QUEUED',
  'RUNNING',
  'RETRYING',
  'STOPPING',
  'SUCCESS',
  'FAILED',
  'STOPPED',
]

interface ItemsOptions {
  readonly status?: Status
  readonly limit: number
}

/** Adds the command that lists the items of a task over a list. */
export function addTaskItemsCommand(group: Command, open: OpenSession): void {
  takeTask(group.command('items'), (task, options: ItemsOptions, command) => list(open(command), task, options))
    .description('List the items of a task over a list')
    .addOption(nameOption('--status <status>', 'Only items in this status', STATUSES))
    .option('--limit <count>', 'Maximum number of items', wholeNumber(1), 100)
}

/** How many items are where, such as `812 of 10000 succeeded, 8 running`. */
export function describeItems({ total, notBegun, running, retrying, succeeded, failed, stopped }: ItemCounts): string {
  const others = Object.entries({ running, retrying, failed, stopped, 'not begun': notBegun }).filter(
    ([, count]) => count > 0,
  )
  return [`${succeeded} of ${total} succeeded`, ...others.map(([what, count]) => `${count} ${what}`)].join(', ')
}

/** Shows one item. */
export async function showItem(session: Session, ref: TaskExecutionRef, index: number): Promise<void> {
  const { printer } = session
  const client = await session.client()
  const item = await client.taskExecutions.item(ref, index)
  const { status, beginTime, endTime, attemptNumber, retryTime, stopPhase, stopError, outcome, workerId } = item
  const fields: [string, string | null][] = [
    ['Item', `${keyOf(ref)}[${index}]`],
    ['Value', oneLine(JSON.stringify(item.item))],
    ['Status', paintStatus(printer.colors, printer.word(status), paintedAs(status))],
    ['Started', showTime(beginTime)],
    ['Ended', showTime(endTime)],
    ['Duration', durationOf(item)],
    ['Attempt', String(attemptNumber)],
    ['Next attempt', retryTime === null ? null : showTime(retryTime)],
    ['Stopping', stopPhase],
    ['Stop error', stopError],
    ['Outcome', outcome === null ? null : describeOutcome(outcome)],
    ['Worker', workerId],
  ]
  await printer.details(item, {
    fields: fields.flatMap(([label, value]) => (value === null ? [] : [[label, value] as [string, string]])),
    sections: [],
  })
}

/** Throws `OUTPUT_NOT_FOUND`. */
export async function outputOfItem(client: AIFlowClient, ref: TaskExecutionRef, index: number): Promise<Json> {
  const { outcome, status } = await client.taskExecutions.item(ref, index)
  if (outcome?.type === 'success') return outcome.output
  const message = `The item "${keyOf(ref)}[${index}]" has no output: it is ${status}. Only an item that succeeded has one.`
  throw new AIFlowError('OUTPUT_NOT_FOUND', message)
}

async function list(session: Session, task: TaskArguments, { status, limit }: ItemsOptions): Promise<void> {
  const client = await session.client()
  const ref = await resolveTask(client, task)
  const read = (page: PageRequest) => client.taskExecutions.items(ref, { ...page, status })
  const kind = status === undefined ? '' : ` that are ${session.printer.word(status)}`
  const whenEmpty = `Task execution "${keyOf(ref)}" has no items${kind}.`
  await printPages(session, read, { limit, columns: itemColumns(session.printer), whenEmpty })
}

function itemColumns(printer: Printer): readonly Column<TaskItemResource>[] {
  return [
    { title: 'ITEM', value: ({ index }) => index, align: 'right' },
    {
      title: 'STATUS',
      value: ({ status }) => printer.word(status),
      paint: (cell, { status }) => paintStatus(printer.colors, cell, paintedAs(status)),
    },
    { title: 'ATTEMPT', value: ({ attemptNumber }) => attemptNumber, align: 'right' },
    { title: 'STARTED', value: ({ beginTime }) => showTime(beginTime) },
    { title: 'DURATION', value: durationOf, align: 'right' },
    {
      title: 'VALUE',
      value: ({ item }) => (item === undefined ? '(large)' : oneLine(JSON.stringify(item))),
      isFlexible: true,
    },
    { title: 'REASON', value: ({ outcome }) => reasonOf(outcome), isFlexible: true },
  ]
}

/** An item that has not begun looks like a task that never ran. */
function paintedAs(status: Status) {
  return status === 'NOT_BEGUN' ? null : status
}

function durationOf({ beginTime, endTime }: TaskItemResource): string {
  return beginTime === null ? '-' : showDuration((endTime ?? Date.now()) - beginTime)
}

function reasonOf(outcome: TaskItemResource['outcome']): string {
  return outcome?.type === 'failed' || outcome?.type === 'lost' ? oneLine(outcome.message) : ''
}
