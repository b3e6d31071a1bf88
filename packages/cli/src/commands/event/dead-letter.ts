import type { AIFlowClient, DeadLetter, DeadLetterDetail, DeadLetterFilter } from '@aiflow/sdk/client'
import { counted } from '@aiflow/sdk/internal/text'
import type { Command } from 'commander'
import { wrongUse } from '../../output/errors.ts'
import type { Column } from '../../output/printing/table.ts'
import { oneLine } from '../../output/text/text.ts'
import { showTime } from '../../output/text/time.ts'
import type { OpenSession, Session } from '../../session.ts'
import { askFirst, parseId, type Sure, wholeNumber } from '../arguments/arguments.ts'
import { type PageRequest, printPages } from '../arguments/paging.ts'

interface FilterOptions {
  readonly workflow?: string
  readonly execution?: number
  readonly task?: string
  readonly rule?: string
}

type ManyOptions = FilterOptions & Sure & { readonly all?: boolean }

const COLUMNS: readonly Column<DeadLetter>[] = [
  { title: 'ID', value: ({ id }) => id, align: 'right' },
  { title: 'TIME', value: ({ createTime }) => showTime(createTime) },
  { title: 'EVENT', value: ({ eventOffset }) => eventOffset, align: 'right' },
  { title: 'WHERE', value: describePlace, isFlexible: true },
  { title: 'TRIES', value: ({ tries, retryOffset }) => (retryOffset === null ? tries : `${tries}…`), align: 'right' },
  { title: 'ERROR', value: ({ error }) => oneLine(error), isFlexible: true },
]

export function addDeadLetterCommands(group: Command, open: OpenSession): void {
  withFilter(group.command('list'))
    .description('List events that a rule or the scheduler could not process, newest first')
    .option('--limit <count>', 'Maximum number of items', wholeNumber(1), 50)
    .action(({ limit, ...options }: FilterOptions & { limit: number }, command: Command) =>
      list(open(command), options, limit),
    )
  group
    .command('show')
    .description('Show a dead letter, with its event and what the condition saw')
    .argument('<id>', 'Id of the dead letter', parseId)
    .action((id: number, _options: object, command: Command) => show(open(command), id))
  withFilter(group.command('retry'))
    .description('Retry events that could not be processed')
    .argument('[id]', 'Id of the dead letter', parseId)
    .option('--all', 'All that match the options')
    .action((id: number | undefined, options: ManyOptions, command: Command) => retry(open(command), id, options))
  askFirst(withFilter(group.command('drop')))
    .description('Drop events that could not be processed')
    .argument('[id]', 'Id of the dead letter', parseId)
    .option('--all', 'All that match the options')
    .action((id: number | undefined, options: ManyOptions, command: Command) => drop(open(command), id, options))
}

function withFilter(command: Command): Command {
  return command
    .option('--workflow <name>', 'Only of this workflow')
    .option('--execution <id>', 'Only of this workflow execution', parseId)
    .option('--task <name>', 'Only of this task')
    .option('--rule <name>', 'Only of this rule')
}

async function list(session: Session, options: FilterOptions, limit: number): Promise<void> {
  const client = await session.client()
  const filter = filterOf(session, options)
  const whenEmpty = 'No dead letters: every event was processed.'
  const read = (page: PageRequest) => client.deadLetters.list({ ...filter, ...page })
  await printPages(session, read, { limit, columns: COLUMNS, whenEmpty })
}

async function show(session: Session, id: number): Promise<void> {
  const letter = await (await session.client()).deadLetters.get(id)
  const context = JSON.stringify(letter.context, null, 2).split('\n').map(oneLine)
  const sections = letter.context === null ? [] : [{ title: 'What the condition saw', lines: context }]
  await session.printer.details(letter, { fields: fieldsOf(letter), sections })
}

function fieldsOf(letter: DeadLetterDetail): [string, string][] {
  const { event } = letter
  const value = event === null ? 'no longer kept' : oneLine(event.value ?? '-')
  return [
    ['Dead letter', String(letter.id)],
    ['Where', describePlace(letter)],
    ['Namespace', letter.namespace],
    ['Time', showTime(letter.createTime)],
    ['Error', oneLine(letter.error)],
    ['Tries', `${letter.tries}${letter.retryOffset === null ? '' : ', and another one is waiting'}`],
    ...(letter.lastTryTime === null ? [] : [['Last try', showTime(letter.lastTryTime)] as [string, string]]),
    ['Event', `${letter.eventOffset}${event === null ? '' : ` "${oneLine(event.key)}"`}`],
    ['Value', value],
    ...(event?.sender == null ? [] : [['Sender', oneLine(event.sender)] as [string, string]]),
  ]
}

async function retry(session: Session, id: number | undefined, options: ManyOptions): Promise<void> {
  const client = await session.client()
  if (id !== undefined) return retryOne(session, client, id)
  requireAll(options, 'retry')
  const answer = await client.deadLetters.retryAll(filterOf(session, options))
  const refused = answer.refused === 0 ? '' : ` ${answer.refused} cannot be retried: see each with "show".`
  const retried = counted(answer.retried, 'dead letter is', 'dead letters are')
  const message =
    answer.retried === 0 ? 'There is nothing to retry.' : `${retried} being retried; those that fail again stay.`
  await session.printer.done(`${message}${refused}`, answer, String(answer.retried))
}

async function retryOne(session: Session, client: AIFlowClient, id: number): Promise<void> {
  const answer = await client.deadLetters.retry(id)
  const { outcome, reason } = answer
  const why = reason === null ? '' : `: ${oneLine(reason)}`
  const message =
    outcome === 'failed'
      ? `Dead letter ${id} failed again and stays${why}`
      : `Dead letter ${id} was retried: ${outcome}${why}`
  await session.printer.done(message, answer, outcome)
}

async function drop(session: Session, id: number | undefined, options: ManyOptions): Promise<void> {
  if (id === undefined) requireAll(options, 'drop')
  const what = id === undefined ? 'all dead letters that match the options' : `dead letter ${id}`
  await session.confirm(options.yes, `This drops ${what}: the events stay in the log but are not processed.`)
  const client = await session.client()
  if (id === undefined) {
    const dropped = await client.deadLetters.dropAll(filterOf(session, options))
    return session.printer.done(`Dropped ${counted(dropped, 'dead letter')}.`, { dropped }, String(dropped))
  }
  await client.deadLetters.drop(id)
  await session.printer.done(`Dropped dead letter ${id}.`, { dropped: 1 }, String(id))
}

function requireAll({ all }: ManyOptions, verb: string): void {
  if (all !== true)
    throw wrongUse(`Name one with "dead-letter ${verb} ID", or give --all, with options that narrow it.`)
}

function filterOf(session: Session, { workflow, execution, task, rule }: FilterOptions): DeadLetterFilter {
  const namespace = session.isNamespaceGiven ? session.namespaceFilter : undefined
  const given = { namespace, workflow, workflowExecutionId: execution, task, rule }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** `12/train, rule "on-price"`, `workflow "daily"`, `scheduler` */
function describePlace({ source, workflowExecutionId, workflowName, task, rule }: DeadLetter): string {
  if (source === 'step') return 'scheduler'
  const of = workflowExecutionId === null ? `workflow "${workflowName}"` : `${workflowExecutionId}/${task}`
  return rule === null ? of : `${of}, rule "${rule}"`
}
