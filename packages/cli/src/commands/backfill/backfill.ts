import { WorkflowStatus } from '@aiflow/sdk'
import type { BackfillResource } from '@aiflow/sdk/client'
import { counted } from '@aiflow/sdk/internal/text'
import type { Command } from 'commander'
import type { Printer } from '../../output/printing/printer.ts'
import type { Column } from '../../output/printing/table.ts'
import { paintStatus } from '../../output/text/colors.ts'
import { showTime } from '../../output/text/time.ts'
import type { OpenSession, Session } from '../../session.ts'
import { nameOption, parseId, wholeNumber } from '../arguments/arguments.ts'
import { noneThere, withNamespace } from '../arguments/listed-namespace.ts'
import { printPages } from '../arguments/paging.ts'
import { describeParameters } from '../arguments/parameters.ts'

interface ListOptions {
  readonly status?: WorkflowStatus
  readonly limit: number
}

export function addBackfillCommands(group: Command, open: OpenSession): void {
  group
    .command('list')
    .description('List backfills, newest first')
    .argument('[workflow]', 'Only of this workflow')
    .addOption(nameOption('--status <status>', 'Only with this status', WorkflowStatus.values))
    .option('--limit <count>', 'Maximum number of items', wholeNumber(1), 50)
    .action((workflow: string | undefined, options: ListOptions, command: Command) =>
      list(open(command), workflow, options),
    )
  group
    .command('show')
    .description('Show a backfill and its progress')
    .argument('<id>', 'Id of the backfill', parseId)
    .action((id: number, _options: object, command: Command) => show(open(command), id))
  group
    .command('pause')
    .description('Start no more executions for now; running ones continue')
    .argument('<id>', 'Id of the backfill', parseId)
    .action((id: number, _options: object, command: Command) => pause(open(command), id))
  group
    .command('resume')
    .description('Let a paused backfill continue')
    .argument('<id>', 'Id of the backfill', parseId)
    .action((id: number, _options: object, command: Command) => resume(open(command), id))
  group
    .command('stop')
    .description('Stop a backfill with its running executions')
    .argument('<id>', 'Id of the backfill', parseId)
    .option('--let-finish', 'Let the running executions finish')
    .action((id: number, options: { letFinish?: boolean }, command: Command) =>
      stop(open(command), id, options.letFinish === true),
    )
}

async function list(session: Session, workflow: string | undefined, { status, limit }: ListOptions): Promise<void> {
  const client = await session.client()
  const filter = { namespace: session.namespaceFilter, workflow, status }
  const advice = 'Start one with "aiflow workflow backfill NAME --from TIME --to TIME".'
  await printPages(session, (page) => client.backfills.list({ ...filter, ...page }), {
    limit,
    columns: withNamespace(session, columnsOf(session.printer)),
    whenEmpty: noneThere(session, 'backfills', { advice, filter: { workflow, status } }),
  })
}

async function show(session: Session, id: number): Promise<void> {
  const backfill = await (await session.client()).backfills.get(id)
  const { counts, expression, timezone } = backfill
  const fields: [string, string][] = [
    ['Backfill', String(backfill.id)],
    ['Workflow', backfill.workflowName],
    ['Namespace', backfill.namespace],
    ['Status', statusOf(session.printer, backfill)],
    ['Times', `${showTime(backfill.from)} – ${showTime(backfill.to)}`],
    ['Schedule', `${backfill.schedule ?? '-'}: ${expression} (${timezone})`],
    ['Order', backfill.order === 'oldestFirst' ? 'oldest first' : 'newest first'],
    ['At once', String(backfill.maxActive)],
    ['Reprocess', backfill.reprocess],
    ['Parameters', describeParameters(backfill.parameters)],
    ['Started', showTime(backfill.createTime)],
    ['Ended', showTime(backfill.endTime)],
    ['Last time', showTime(backfill.lastTime)],
  ]
  const lines = [
    `${counted(backfill.total, 'time')}: ${progressOf(backfill)}`,
    `left ${counts.left}, running ${counts.running}, succeeded ${counts.succeeded}, failed ${counts.failed}, stopped ${counts.stopped}, left out ${counts.skipped}`,
    `Its executions: aiflow workflow-execution list --backfill ${id}`,
  ]
  await session.printer.details(backfill, { fields, sections: [{ title: 'Progress', lines }] })
}

async function pause(session: Session, id: number): Promise<void> {
  const backfill = await (await session.client()).backfills.pause(id)
  const message = `Backfill ${id} is paused: it starts nothing. Resume it: aiflow backfill resume ${id}`
  await session.printer.done(message, backfill, String(id))
}

async function resume(session: Session, id: number): Promise<void> {
  const backfill = await (await session.client()).backfills.resume(id)
  await session.printer.done(
    `Backfill ${id} continues: ${counted(backfill.counts.left, 'time is', 'times are')} left.`,
    backfill,
    String(id),
  )
}

async function stop(session: Session, id: number, letFinish: boolean): Promise<void> {
  const executions = letFinish ? 'finish' : 'stop'
  const backfill = await (await session.client()).backfills.stop(id, { executions })
  const { running, left } = backfill.counts
  const are = counted(running, 'execution')
  const rest = running === 0 ? '' : letFinish ? ` ${are} will finish.` : ` ${are} will stop.`
  await session.printer.done(
    `Backfill ${id} starts nothing more; ${counted(left, 'time is', 'times are')} left.${rest}`,
    backfill,
    String(id),
  )
}

function columnsOf(printer: Printer): readonly Column<BackfillResource>[] {
  return [
    { title: 'ID', value: ({ id }) => String(id) },
    { title: 'WORKFLOW', value: ({ workflowName }) => workflowName, isFlexible: true },
    { title: 'SCHEDULE', value: ({ schedule, expression }) => schedule ?? expression, isFlexible: true },
    { title: 'FROM', value: ({ from }) => showTime(from) },
    { title: 'TO', value: ({ to }) => showTime(to) },
    { title: 'PROGRESS', value: progressOf },
    { title: 'STATUS', value: (backfill) => statusOf(printer, backfill) },
  ]
}

/** `12/30, 1 failed` */
function progressOf({ total, counts: { left, running, failed } }: BackfillResource): string {
  const done = total - left - running
  return failed === 0 ? `${done}/${total}` : `${done}/${total}, ${failed} failed`
}

function statusOf(printer: Printer, { status, paused, stopping, endTime }: BackfillResource): string {
  const state = endTime !== null ? '' : stopping ? ' (stopping)' : paused ? ' (paused)' : ''
  return `${paintStatus(printer.colors, printer.word(status), status)}${state}`
}
