import type { FoundTaskExecution } from '@aiflow/sdk/client'
import { totalRestarts } from '@aiflow/sdk/internal/text'
import type { Command } from 'commander'
import type { Printer } from '../../output/printing/printer.ts'
import type { Column } from '../../output/printing/table.ts'
import { showTime } from '../../output/text/time.ts'
import type { OpenSession } from '../../session.ts'
import { wholeNumber } from '../arguments/arguments.ts'
import { type PageRequest, printPages } from '../arguments/paging.ts'

interface FindOptions {
  readonly workflow?: string
  readonly failed?: true
  readonly limit: number
}

/** Adds the command that searches all workflow executions. */
export function addFindCommand(group: Command, open: OpenSession): void {
  group
    .command('find')
    .description('Find running or failed tasks in all workflow executions, newest first')
    .option('-w, --workflow <name>', 'Only of this workflow')
    .option('--failed', 'Failed tasks instead of running ones')
    .option('--limit <count>', 'Maximum number of items', wholeNumber(1), 50)
    .action(async ({ workflow, failed, limit }: FindOptions, command: Command) => {
      const session = open(command)
      const client = await session.client()
      const search = { state: failed ? 'failed' : 'living', workflow, namespace: session.namespaceFilter } as const
      const whenEmpty = failed ? 'No task has failed.' : 'No task is alive.'
      const read = (page: PageRequest) => client.taskExecutions.find({ ...search, ...page })
      await printPages(session, read, { limit, columns: columnsOf(session.printer), whenEmpty })
    })
}

function columnsOf(printer: Printer): readonly Column<FoundTaskExecution>[] {
  return [
    {
      title: 'TASK EXECUTION',
      value: ({ workflowExecutionId, taskName, sequenceNumber }) =>
        `${workflowExecutionId}/${taskName}/${sequenceNumber}`,
      isFlexible: true,
    },
    { title: 'WORKFLOW', value: ({ workflowName }) => workflowName, isFlexible: true },
    { title: 'STATUS', value: ({ status }) => printer.word(status) },
    {
      title: 'RESTARTS',
      value: ({ restarts }) => (restarts === undefined ? '-' : totalRestarts(restarts)),
      align: 'right',
    },
    { title: 'ATTEMPT', value: ({ attemptNumber }) => attemptNumber, align: 'right' },
    { title: 'STARTED', value: ({ beginTime }) => showTime(beginTime) },
  ]
}
