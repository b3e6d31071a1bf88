import type { EventQuery, NewEvent } from '@aiflow/sdk/client'
import { type Event, senderText } from '@aiflow/sdk/internal/model'
import { newIdempotencyKey } from '@aiflow/sdk/internal/text'
import { type Command, Option } from 'commander'
import { wrongUse } from '../../output/errors.ts'
import { eventDetails } from '../../output/lines/event-lines.ts'
import { clip } from '../../output/printing/columns.ts'
import type { Column } from '../../output/printing/table.ts'
import { oneLine } from '../../output/text/text.ts'
import { showTime } from '../../output/text/time.ts'
import type { OpenSession, Session } from '../../session.ts'
import { parseId, parseSince, wholeNumber } from '../arguments/arguments.ts'
import { noneThere, withNamespace } from '../arguments/listed-namespace.ts'
import { EVENT_KINDS, explainJump, type KindOptions, listedKinds } from './listed-kinds.ts'
import { readEvents } from './read-events.ts'
import { sendAtOnce } from './send-at-once.ts'
import { type TryOptions, tryEvent } from './try-event.ts'

interface SendOptions {
  readonly context?: string
  readonly sender?: string
  readonly to?: 'execution' | 'namespace'
  readonly execution?: number
}

interface FilterOptions {
  readonly sender?: string
  readonly principal?: string
  readonly execution?: number
  readonly beginOffset?: number
  readonly beginTime?: string
}

type ListedOptions = FilterOptions & KindOptions & { readonly endOffset?: number }

/** In columns of a terminal. */
const SHOWN_VALUE_LENGTH = 500

const COLUMNS: readonly Column<Event>[] = [
  { title: 'OFFSET', value: ({ offset }) => offset, align: 'right' },
  { title: 'TIME', value: ({ createTime }) => showTime(createTime) },
  { title: 'KEY', value: ({ key }) => key, isFlexible: true },
  { title: 'VALUE', value: ({ value }) => value ?? '-', isFlexible: true },
  { title: 'SENDER', value: ({ sender }) => sender ?? '-', isFlexible: true },
  { title: 'BY', value: ({ principal }) => principal ?? '-', isFlexible: true },
]

export function addEventCommands(group: Command, open: OpenSession): void {
  group
    .command('send <key> [value]')
    .description('Send an event; inside a task it goes to the execution of the task')
    .option('--context <text>', 'Any text that is stored with the event, JSON by convention')
    .option('--sender <name>', 'Name of the sender; inside a task, the task')
    .addOption(new Option('--to <whom>', 'Who receives it').choices(['execution', 'namespace']))
    .addOption(
      new Option('--execution <id>', 'Send it to this workflow execution only').argParser(parseId).conflicts('to'),
    )
    .action((key: string, value: string | undefined, options: SendOptions, command: Command) =>
      send(open(command), key, value ?? null, options),
    )
  group
    .command('try <key> [value]')
    .description('Say what an event would do if it were sent now, rule by rule; nothing is sent')
    .option('--context <text>', 'Context of the event')
    .option('--sender <name>', 'Name of the sender')
    .option('--execution <id>', 'As if it was sent to this workflow execution only', parseId)
    .action((key: string, value: string | undefined, options: TryOptions, command: Command) =>
      tryEvent(open(command), key, value ?? null, options),
    )
  withKinds(group.command('list [key]'))
    .description('List what people and tasks sent: the newest events, or those from an offset or a time on')
    .option('--end-offset <offset>', 'Up to this offset (inclusive)', wholeNumber(0))
    .option('--limit <count>', 'Maximum number of items (default: 100, at most 4 MiB of text)', wholeNumber(1))
    .action((key: string | undefined, options: ListedOptions & { limit?: number }, command: Command) =>
      list(open(command), key, options),
    )
  group
    .command('show')
    .description('Show an event, its cause and its effects')
    .argument('<offset>', 'Offset of the event', parseId)
    .action((offset: number, _options: object, command: Command) => show(open(command), offset))
  withFilter(group.command('listen [keys...]'))
    .description('Print events as they arrive, until Ctrl-C')
    .option('--all', 'Also events of the system itself')
    .option('--limit <count>', 'End after this many events', wholeNumber(1))
    .action((keys: string[], options: FilterOptions & { all?: boolean; limit?: number }, command: Command) =>
      listen(open(command), keys, options),
    )
  group
    .command('offset')
    .description('Print the offset of the last event at or before a time; 0 if there is none')
    .argument('<time>', 'ISO 8601, or an age such as 10m', parseSince)
    .action((time: string, _options: object, command: Command) => printOffset(open(command), time))
  withKinds(group.command('count [key]'))
    .description('Count what people and tasks sent, also by sender')
    .option('--end-offset <offset>', 'Up to this offset (inclusive)', wholeNumber(0))
    .action((key: string | undefined, options: ListedOptions, command: Command) => count(open(command), key, options))
}

async function show(session: Session, offset: number): Promise<void> {
  const client = await session.client()
  const [event, effects] = await Promise.all([client.events.get(offset), client.events.effects(offset)])
  await session.printer.details({ ...event, effects }, eventDetails(event, effects, session.printer.colors))
}

async function printOffset(session: Session, time: string): Promise<void> {
  const client = await session.eventClient()
  const offset = await client.events.offsetOf(time, { signal: session.signal })
  await session.printer.done(String(offset), { time, offset }, String(offset))
}

function withFilter(command: Command): Command {
  return command
    .option('--sender <name>', 'Only from this sender')
    .option('--principal <who>', 'Only from this token or task, such as "token:ci" or "task:12/train/1"')
    .option('--execution <id>', 'Only events for this workflow execution', parseId)
    .addOption(
      new Option('--begin-offset <offset>', 'After this offset (exclusive)')
        .argParser(wholeNumber(0))
        .conflicts('beginTime'),
    )
    .option('--begin-time <time>', 'From this time on: ISO 8601, or an age such as 10m', parseSince)
}

function withKinds(command: Command): Command {
  const kind = new Option('--kind <kind>', 'Only events of this kind (default: user)').choices(EVENT_KINDS)
  return withFilter(command)
    .addOption(kind.conflicts('all'))
    .option('--all', 'Also statuses and other events of the system')
}

async function send(session: Session, key: string, value: string | null, options: SendOptions): Promise<void> {
  const event = {
    ...newEvent(session, key, value, options),
    idempotencyKey: session.task?.sentEvent ?? newIdempotencyKey(),
  }
  const { signal } = session
  const offset = (await sendAtOnce(session.eventAddress(), event, signal)) ?? (await sendSurely(session, event))
  await session.printer.done(`Sent "${key}" at offset ${offset}.`, { offset }, String(offset))
}

async function sendSurely(session: Session, event: NewEvent): Promise<number> {
  const client = await session.eventClient()
  const { offset } = await client.events.send(event, { signal: session.signal })
  return offset
}

function newEvent(session: Session, key: string, value: string | null, options: SendOptions): NewEvent {
  const { context = null, sender = null } = options
  const target = { workflowExecutionId: targetOf(session, options) }
  // The server knows the namespace and the name of a task, and accepts no others from it.
  if (session.task !== null) return { key, value, context, ...target }
  return { key, value, context, sender, namespace: session.namespace, ...target }
}

function targetOf(session: Session, { to, execution }: SendOptions): number | null {
  if (execution !== undefined) return execution
  const own = session.task?.workflowExecutionId ?? null
  if (to === 'execution' && own === null) {
    throw wrongUse('Outside a task there is no execution to send to. Name one with "--execution <id>".')
  }
  return to === 'namespace' ? null : own
}

async function list(
  session: Session,
  key: string | undefined,
  { limit, ...options }: ListedOptions & { limit?: number },
): Promise<void> {
  const client = await session.eventClient()
  const isFromBegin = options.beginOffset !== undefined || options.beginTime !== undefined
  const query = { ...filterOf(session, key, options), newestFirst: !isFromBegin }
  const { items, isCut } = await readEvents(client, { query, limit, signal: session.signal })
  const advice = query.kind === 'user' && options.kind === undefined ? '--all shows statuses, too.' : ''
  const inOrder = isFromBegin ? items : items.toReversed()
  await session.printer.list(
    inOrder,
    withNamespace(session, columnsOf(session, inOrder)),
    noneThere(session, 'events', { advice }),
  )
  if (options.kind === undefined) tellJump(session, inOrder, query)
  if (!isCut) return
  const which = isFromBegin ? `the first ${items.length}` : `the newest ${items.length}`
  session.printer.note(`These are ${which}. See others with --limit and --begin-offset.`)
}

/**
 * What people see of the value of an event, which may be a whole workflow that was uploaded. The program prints all of it in
 * other formats, and with "event show".
 */
function shownValue(value: string): string {
  return clip(oneLine(value), SHOWN_VALUE_LENGTH)
}

/** People need no column with who really sent each event while that is always the sender that it names. */
function columnsOf({ printer }: Session, events: readonly Event[]): readonly Column<Event>[] {
  const isPlain = ({ sender, principal }: Event) =>
    principal === null ? sender === null : [`task:${sender}`, `token:${sender}`].includes(principal)
  if (printer.format !== 'table') return COLUMNS
  const isShown = ({ title }: Column<Event>) => title !== 'BY' || !events.every(isPlain)
  return COLUMNS.filter(isShown).map((column) => ({
    ...column,
    value: (event) => shownValue(String(column.value(event))),
  }))
}

/** Only where no other filter is the obvious reason, and only for people. */
function tellJump({ printer, namespaceFilter }: Session, events: readonly Event[], query: EventQuery): void {
  const { key, sender, principal, workflowExecutionId, kind } = query
  const isFiltered = [key, sender, principal, workflowExecutionId].some((filter) => filter !== undefined)
  if (isFiltered || printer.format !== 'table') return
  const note = explainJump(events, { kind, isOneNamespace: namespaceFilter !== undefined })
  if (note !== null) printer.note(printer.noteColors.dim(note))
}

async function listen(
  session: Session,
  keys: string[],
  { limit, ...options }: FilterOptions & { all?: boolean; limit?: number },
): Promise<void> {
  const client = await session.eventClient()
  const { execution, beginOffset, beginTime, ...filter } = options
  const from: number | 'now' | undefined = beginOffset ?? (beginTime === undefined ? 'now' : undefined)
  const query = { ...filter, namespace: session.namespaceFilter, keys, workflowExecutionId: execution, from, beginTime }
  let isOpen = false
  const onOpen = () => {
    if (!isOpen && session.printer.format === 'table') session.printer.note('Listening. Ctrl-C ends it.')
    isOpen = true
  }
  let seen = 0
  for await (const event of client.events.listen({ ...query, signal: session.signal, onOpen })) {
    await session.printer.next(event, eventLine(session, event), COLUMNS)
    seen += 1
    if (seen === limit) return
  }
}

async function count(session: Session, key: string | undefined, options: ListedOptions): Promise<void> {
  const client = await session.eventClient()
  const counted = await client.events.count(filterOf(session, key, options), { signal: session.signal })
  if (session.printer.format !== 'table') return session.printer.done('', counted, String(counted.count))
  const columns: readonly Column<(typeof counted.bySender)[number]>[] = [
    { title: 'SENDER', value: ({ sender }) => sender ?? '-' },
    { title: 'EVENTS', value: (item) => item.count, align: 'right' },
  ]
  await session.printer.list([...counted.bySender, { sender: 'all', count: counted.count }], columns, '')
}

function filterOf(
  session: Session,
  key: string | undefined,
  { execution, kind, all, ...options }: ListedOptions,
): EventQuery {
  const kinds = listedKinds(key, { kind, all })
  return { ...options, ...kinds, key, namespace: session.namespaceFilter, workflowExecutionId: execution }
}

function eventLine({ printer }: Session, event: Event): string {
  const value = event.value === null ? '' : ` ${shownValue(event.value)}`
  const head = printer.colors.dim(`${String(event.offset).padStart(6)}  ${showTime(event.createTime)}`)
  const by = senderText(event)
  const sender = by === null ? '' : printer.colors.dim(`  (${oneLine(by)})`)
  return `${head}  ${printer.colors.bold(oneLine(event.key))}${value}${sender}`
}
