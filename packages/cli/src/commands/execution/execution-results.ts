import type { VerdictResource, VerdictsResponse } from '@aiflow/sdk/client'
import type { Json } from '@aiflow/sdk/internal/json'
import type { Command } from 'commander'
import { UserJson } from '../../output/printing/iso-times.ts'
import type { Printer } from '../../output/printing/printer.ts'
import { type Column, tableLines } from '../../output/printing/table.ts'
import { showTime } from '../../output/text/time.ts'
import type { OpenSession, Session } from '../../session.ts'
import { parseId, wholeNumber } from '../arguments/arguments.ts'
import { firstPages, tellMore } from '../arguments/paging.ts'

interface VerdictOptions {
  readonly task?: string
  readonly event?: number
  readonly limit: number
}

type NotMet = VerdictsResponse['notMet'][number]
type Waiting = NonNullable<VerdictsResponse['waiting']>[number]

const VERDICT_COLUMNS: readonly Column<VerdictResource>[] = [
  { title: 'TIME', value: ({ createTime }) => showTime(createTime) },
  { title: 'EVENT', value: ({ eventOffset }) => eventOffset, align: 'right' },
  { title: 'TASK', value: ({ task }) => task ?? '-', isFlexible: true },
  { title: 'RULE', value: ({ rule }) => rule, isFlexible: true },
  { title: 'VERDICT', value: ({ verdict, action }) => (action === null ? verdict : `${verdict} ${action}`) },
  { title: 'REASON', value: ({ reason }) => reason ?? '-', isFlexible: true },
]

const NOT_MET_COLUMNS: readonly Column<NotMet>[] = [
  { title: 'TASK', value: ({ task }) => task ?? '-', isFlexible: true },
  { title: 'RULE', value: ({ rule }) => rule, isFlexible: true },
  { title: 'TIMES', value: ({ count }) => count, align: 'right' },
  { title: 'LAST EVENT', value: ({ lastOffset }) => lastOffset, align: 'right' },
  { title: 'REASON', value: ({ reason }) => reason, isFlexible: true },
]

const WAITING_COLUMNS: readonly Column<Waiting>[] = [
  { title: 'TASK', value: ({ task }) => task ?? '-', isFlexible: true },
  { title: 'RULE', value: ({ rule }) => rule, isFlexible: true },
]

const OUTPUT_COLUMNS: readonly Column<readonly [string, Json]>[] = [
  { title: 'TASK', value: ([task]) => task, isFlexible: true },
  { title: 'OUTPUT', value: ([, output]) => JSON.stringify(output), isFlexible: true },
]

const STATE_COLUMNS: readonly Column<readonly [string, Json]>[] = [
  { title: 'STATE', value: ([name]) => name, isFlexible: true },
  { title: 'VALUE', value: ([, value]) => JSON.stringify(value), isFlexible: true },
]

/** Adds commands about the results of an execution, and their reasons. */
export function addExecutionResultCommands(group: Command, open: OpenSession): void {
  group
    .command('outputs')
    .description('Print the output of the last success of each task')
    .argument('<id>', 'Id of the workflow execution', parseId)
    .action((id: number, _options: object, command: Command) => outputs(open(command), id))
  group
    .command('states')
    .description('Print the states of an execution')
    .argument('<id>', 'Id of the workflow execution', parseId)
    .action((id: number, _options: object, command: Command) => states(open(command), id))
  group
    .command('verdicts')
    .description('Show the verdicts of rules on events: why tasks ran, and why they did not')
    .argument('<id>', 'Id of the workflow execution', parseId)
    .option('--task <name>', 'Only of this task')
    .option('--event <offset>', 'Only of this event', parseId)
    .option('--limit <count>', 'Maximum number of items, the newest', wholeNumber(1), 50)
    .action((id: number, options: VerdictOptions, command: Command) => verdicts(open(command), id, options))
}

async function outputs(session: Session, id: number): Promise<void> {
  const client = await session.client()
  const outputsByTask = await client.workflowExecutions.outputs(id)
  if (session.printer.format === 'json' || session.printer.format === 'yaml')
    return session.printer.done('', new UserJson(outputsByTask), '')
  const none = `No task of workflow execution ${id} has left an output yet.`
  await session.printer.list(Object.entries(outputsByTask), OUTPUT_COLUMNS, none)
}

async function states(session: Session, id: number): Promise<void> {
  const client = await session.client()
  const byName = await client.workflowExecutions.states(id)
  if (session.printer.format === 'json' || session.printer.format === 'yaml')
    return session.printer.done('', new UserJson(byName), '')
  await session.printer.list(Object.entries(byName), STATE_COLUMNS, `Workflow execution ${id} has no named states.`)
}

async function verdicts(session: Session, id: number, { task, event, limit }: VerdictOptions): Promise<void> {
  const client = await session.client()
  const notMet: NotMet[] = []
  const waiting: Waiting[] = []
  const { items, isCut } = await firstPages(async (page) => {
    const answer = await client.workflowExecutions.verdicts(id, { ...page, task, event })
    if (notMet.length === 0) notMet.push(...answer.notMet)
    if (waiting.length === 0) waiting.push(...(answer.waiting ?? []))
    return answer
  }, limit)
  const { printer } = session
  if (printer.format === 'json' || printer.format === 'yaml') return printer.done('', { items, notMet, waiting }, '')
  const of = event === undefined ? '' : ` on event ${event}`
  await printer.list(items, VERDICT_COLUMNS, `No rule of workflow execution ${id} has a verdict${of} yet.`)
  if (isCut) tellMore(session, limit)
  if (printer.format === 'plain') return
  printSection(printer, 'Not met', notMet, NOT_MET_COLUMNS)
  printSection(printer, 'Not evaluated yet', waiting, WAITING_COLUMNS)
}

function printSection<T>(printer: Printer, title: string, items: readonly T[], columns: readonly Column<T>[]): void {
  if (items.length === 0) return
  printer.raw(`\n${printer.colors.bold(title)}\n`)
  printer.raw(`${tableLines(items, columns, printer.layout).join('\n')}\n`)
}
