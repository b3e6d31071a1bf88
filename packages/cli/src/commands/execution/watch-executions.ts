import type { Change } from '@aiflow/sdk/client'
import type { Command } from 'commander'
import type { Column } from '../../output/printing/table.ts'
import { showStatus } from '../../output/text/colors.ts'
import { showTime } from '../../output/text/time.ts'
import type { OpenSession, Session } from '../../session.ts'
import { parseId, wholeNumber } from '../arguments/arguments.ts'

interface WatchOptions {
  readonly workflow?: string
  readonly limit?: number
}

const COLUMNS: readonly Column<Change>[] = [
  { title: 'TIME', value: ({ time }) => showTime(time) },
  { title: 'WHAT', value: nameOf },
  { title: 'STATUS', value: ({ status }) => status },
]

/** Adds a command to the group of workflow executions. */
export function addWatchCommand(group: Command, open: OpenSession): void {
  group
    .command('watch')
    .description('Print changes of status as they happen, until Ctrl-C')
    .argument('[id]', 'Only of this workflow execution', parseId)
    .option('--workflow <name>', 'Only of this workflow')
    .option('--limit <count>', 'End after this many changes', wholeNumber(1))
    .action((id: number | undefined, options: WatchOptions, command: Command) => watch(open(command), id, options))
}

async function watch(session: Session, id: number | undefined, { workflow, limit }: WatchOptions): Promise<void> {
  const { printer, signal } = session
  const client = await session.client()
  // Without this, the command would wait for ever for an execution that does not exist.
  if (id !== undefined) await client.workflowExecutions.get(id, { signal, tasks: 'none' })
  const namespace = id === undefined ? session.namespaceFilter : undefined
  let seen = 0
  for await (const change of client.changes.listen({ workflow, namespace, workflowExecutionId: id, signal })) {
    const { colors } = printer
    const line = `${colors.dim(showTime(change.time))}  ${nameOf(change)}  ${showStatus(colors, change.status)}`
    await printer.next(change, line, COLUMNS)
    seen += 1
    if (seen === limit) return
  }
}

/** `12/train/3`, or `12 (online-learning)` for the workflow execution. */
function nameOf(change: Change): string {
  if (change.type === 'workflowExecution') return `${change.workflowExecutionId} (${change.workflowName})`
  return `${change.workflowExecutionId}/${change.taskName}/${change.sequenceNumber}`
}
