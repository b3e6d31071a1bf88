import type { DeadLetter } from '@aiflow/sdk/client'
import type { Command } from 'commander'
import type { Column } from '../output/table.ts'
import { showTime } from '../output/time.ts'
import type { Session } from '../session.ts'
import { wholeNumber } from './arguments.ts'
import type { OpenSession } from './groups.ts'
import { allPages } from './paging.ts'

const COLUMNS: readonly Column<DeadLetter>[] = [
  { title: 'ID', value: ({ id }) => id, align: 'right' },
  { title: 'TIME', value: ({ createTime }) => showTime(createTime) },
  { title: 'EVENT', value: ({ eventOffset }) => eventOffset, align: 'right' },
  { title: 'WHERE', value: describePlace, isFlexible: true },
  { title: 'ERROR', value: ({ error }) => error, isFlexible: true },
]

export function addDeadLetterCommands(group: Command, open: OpenSession): void {
  group
    .command('list')
    .description('List events that a rule or the scheduler could not process, the newest first')
    .option('--limit <count>', 'At most so many', wholeNumber(1), 50)
    .action(({ limit }: { limit: number }, command: Command) => list(open(command), limit))
}

async function list(session: Session, limit: number): Promise<void> {
  const client = await session.client()
  const items = await allPages((page) => client.server.deadLetters(page), limit)
  await session.printer.list(items, COLUMNS, 'No dead letters: every event was processed.')
}

/** `12/train, rule "rule-0"`, `workflow "daily"`, `scheduler` */
function describePlace({ source, workflowExecutionId, workflowName, task, rule }: DeadLetter): string {
  if (source === 'step') return 'scheduler'
  const of = workflowExecutionId === null ? `workflow "${workflowName}"` : `${workflowExecutionId}/${task}`
  return rule === null ? of : `${of}, rule "${rule}"`
}
