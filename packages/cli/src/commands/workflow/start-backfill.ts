import { AIFlowError, isAIFlowError } from '@aiflow/sdk'
import type { BackfillOrder, BackfillPreview, NewBackfill, Reprocess } from '@aiflow/sdk/client'
import { MAX_BACKFILL_ACTIVE } from '@aiflow/sdk/internal/limits'
import { counted } from '@aiflow/sdk/internal/text'
import { type Command, Option } from 'commander'
import type { Column } from '../../output/printing/table.ts'
import { showTime } from '../../output/text/time.ts'
import type { OpenSession, Session } from '../../session.ts'
import { parseSince, wholeNumber } from '../arguments/arguments.ts'
import { type ParameterOptions, schemaOf, sendParameters, takeParameters } from '../arguments/parameters.ts'

const REPROCESS: readonly Reprocess[] = ['none', 'failed', 'all']

interface BackfillOptions extends ParameterOptions {
  readonly from: string
  readonly to: string
  readonly schedule?: string
  readonly expression?: string
  readonly timezone?: string
  readonly maxActive: number
  readonly newestFirst?: boolean
  readonly reprocess: Reprocess
  readonly dryRun?: boolean
}

type Time = BackfillPreview['times'][number]

const COLUMNS: readonly Column<Time>[] = [
  { title: 'DUE', value: ({ dueTime }) => showTime(dueTime) },
  {
    title: 'INTERVAL',
    value: ({ intervalStart, intervalEnd }) => `${showTime(intervalStart)} – ${showTime(intervalEnd)}`,
  },
  { title: 'STARTS', value: ({ skippedFor }) => (skippedFor === null ? 'yes' : `no: execution ${skippedFor}`) },
]

export function addBackfillCommand(group: Command, open: OpenSession): void {
  takeParameters(group.command('backfill'))
    .description('Start an execution for each past time of a schedule')
    .argument('<name>', 'Name of the workflow')
    .requiredOption(
      '--from <time>',
      'Beginning of the range, included: ISO 8601, or how long ago, such as 30d',
      parseSince,
    )
    .requiredOption('--to <time>', 'End of the range, not included, and not in the future: as for --from', parseSince)
    .option('--schedule <name>', 'Schedule whose times are meant; may be left out if there is only one')
    .addOption(
      new Option('--expression <expression>', 'Times of a cron@ or interval@ expression instead').conflicts('schedule'),
    )
    .option('--timezone <zone>', 'Time zone of --expression (default: UTC)')
    .option(
      '--max-active <count>',
      'Maximum number of its executions that run at once',
      wholeNumber(1, MAX_BACKFILL_ACTIVE),
      1,
    )
    .option('--newest-first', 'Begin with the newest time instead of the oldest')
    .addOption(
      new Option('--reprocess <which>', 'Which times are started again although they have an execution')
        .choices(REPROCESS)
        .default('none'),
    )
    .option('--dry-run', 'Print the times that would be started, and start nothing')
    .action((name: string, options: BackfillOptions, command: Command) =>
      backfill(open(command), name, options).catch((error: unknown) => {
        throw inWordsOfOptions(error)
      }),
    )
}

/** The server speaks of the fields of its request. */
function inWordsOfOptions(error: unknown): unknown {
  if (!isAIFlowError(error) || error.code !== 'INVALID_ARGUMENT') return error
  const message = error.message.replace(/(^|before )"(from|to|timezone)"/g, '$1"--$2"')
  return new AIFlowError(error.code, message, { details: error.details, cause: error })
}

async function backfill(session: Session, workflow: string, options: BackfillOptions): Promise<void> {
  const { from, to, schedule, expression, timezone, maxActive, reprocess } = options
  const order: BackfillOrder = options.newestFirst ? 'newestFirst' : 'oldestFirst'
  const asked = { from, to, schedule, expression, timezone, order, reprocess }
  if (options.dryRun) return preview(session, workflow, asked)
  const client = await session.client()
  const started = await sendParameters(
    { session, schema: schemaOf(session, client, workflow) },
    options,
    (parameters) => client.backfills.start(session.namespace, workflow, { ...asked, maxActive, parameters }),
  )
  const times = counted(started.total, 'time')
  const message = `Started backfill ${started.id} of "${workflow}": ${times} of "${started.expression}". Watch it: aiflow backfill show ${started.id}`
  await session.printer.done(message, started, String(started.id))
}

async function preview(
  session: Session,
  workflow: string,
  asked: Omit<NewBackfill, 'maxActive' | 'parameters'>,
): Promise<void> {
  const client = await session.client()
  const found = await client.backfills.preview(session.namespace, workflow, asked)
  const { total, skipped, times } = found
  if (session.printer.format === 'json' || session.printer.format === 'yaml') {
    return session.printer.done('', found, '')
  }
  await session.printer.list(times, COLUMNS, '')
  const hidden = total > times.length ? ` The first ${times.length} are listed.` : ''
  session.printer.note(
    `${total - skipped} of ${counted(total, 'time')} would be started.${hidden} Nothing was started.`,
  )
}
