import type { AuditEntry } from '@aiflow/sdk/client'
import type { Command } from 'commander'
import type { Column } from '../../output/printing/table.ts'
import { showTime } from '../../output/text/time.ts'
import type { OpenSession, Session } from '../../session.ts'
import { parseSince, wholeNumber } from '../arguments/arguments.ts'
import { printPages } from '../arguments/paging.ts'

interface ListOptions {
  readonly sender?: string
  readonly principal?: string
  readonly all?: boolean
  readonly action?: string
  readonly beginTime?: string
  readonly endTime?: string
  readonly limit: number
}

export function addAuditCommands(group: Command, open: OpenSession): void {
  group
    .command('list')
    .description('List requested changes, who requested them, and their results; newest first')
    .option('--sender <name>', 'Only by this token or task execution')
    .option('--principal <who>', 'Only by this principal, such as "token:ci" or "task:12/train/1"')
    .option('--all', 'Also changes that tasks requested, such as setting a state')
    .option('--action <action>', 'Only this action, as the list prints it')
    .option('--begin-time <time>', 'From this time on: ISO 8601, or an age such as 10m', parseSince)
    .option('--end-time <time>', 'Before this time', parseSince)
    .option('--limit <count>', 'Maximum number of items', wholeNumber(1), 50)
    .action((options: ListOptions, command: Command) => list(open(command), options))
}

async function list(session: Session, { limit, ...filter }: ListOptions): Promise<void> {
  const client = await session.client()
  // Without a given namespace, the list includes changes that belong to none.
  const namespace = session.isNamespaceGiven ? session.namespaceFilter : undefined
  await printPages(session, (page) => client.server.audit({ ...filter, ...page, namespace }), {
    limit,
    columns: columnsOf(session),
    whenEmpty: 'No changes were requested.',
  })
}

function columnsOf({ printer }: Session): readonly Column<AuditEntry>[] {
  const { colors } = printer
  return [
    { title: 'TIME', value: ({ time }) => showTime(time) },
    { title: 'SENDER', value: ({ sender }) => sender ?? '-', isFlexible: true },
    { title: 'ACTION', value: ({ action }) => action, isFlexible: true },
    { title: 'TARGET', value: describeTarget, isFlexible: true, isWrapped: true },
    {
      title: 'RESULT',
      value: ({ result, code }) => code ?? result,
      isFlexible: true,
      paint: (cell, { result }) => (result === 'refused' ? colors.red(cell) : cell),
    },
  ]
}

function describeTarget({ target }: AuditEntry): string {
  return Object.entries(target)
    .map(([name, value]) => `${name}=${name.endsWith('Time') && typeof value === 'number' ? showTime(value) : value}`)
    .join(' ')
}
