import type { Command } from 'commander'
import { ADMINISTRATION_EXAMPLES } from './administration/examples.ts'
import { APPROVAL_EXAMPLES } from './approval/examples.ts'
import { BACKFILL_EXAMPLES } from './backfill/examples.ts'
import { CONTEXT_EXAMPLES } from './context/examples.ts'
import { EVENT_EXAMPLES } from './event/examples.ts'
import type { ExampleTable } from './example-table.ts'
import { EXECUTION_EXAMPLES } from './execution/examples.ts'
import { SERVER_EXAMPLES } from './server/examples.ts'
import { TASK_EXAMPLES } from './task/examples.ts'
import { WORKFLOW_EXAMPLES } from './workflow/examples.ts'

export const EXAMPLES: ExampleTable = {
  ...SERVER_EXAMPLES,
  ...CONTEXT_EXAMPLES,
  ...ADMINISTRATION_EXAMPLES,
  ...WORKFLOW_EXAMPLES,
  ...EXECUTION_EXAMPLES,
  ...TASK_EXAMPLES,
  ...APPROVAL_EXAMPLES,
  ...BACKFILL_EXAMPLES,
  ...EVENT_EXAMPLES,
}

/** What stands below the help of a command: nothing for a group. */
export function examplesBelow(command: Command): string {
  const examples = EXAMPLES[wordsOf(command).join(' ')]
  return examples === undefined ? '' : `\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}`
}

function wordsOf(command: Command): string[] {
  return command.parent === null ? [] : [...wordsOf(command.parent), command.name()]
}
