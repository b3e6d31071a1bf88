import type { Command } from 'commander'
import type { OpenSession } from '../../session.ts'
import { takeTask, wholeNumber } from '../arguments/arguments.ts'
import type { WhyNotOptions, WhyOptions } from './why.ts'

/** Adds commands without a group. Their code is loaded when they are called. */
export function addWhyCommands(program: Command, open: OpenSession): void {
  takeTask(program.command('why'), async (task, options: WhyOptions, command) =>
    (await import('./why.ts')).why(open(command), task, options),
  )
    .description('Explain why a task ran: from event to event, back to the first cause')
    .option('--depth <count>', 'Maximum number of task executions to walk back', wholeNumber(1, 100), 20)
  program
    .command('why-not')
    .description('Explain why a task does not run: what blocks it, and what its rules wait for')
    .argument('<execution>', 'Id of the workflow execution, or <execution>/<task>; with --trigger, the workflow')
    .argument('[task]', 'Name of the task; with --trigger, of the trigger')
    .option('--trigger', 'Ask about a trigger of a workflow: aiflow why-not --trigger WORKFLOW TRIGGER')
    .action(async (first: string, second: string | undefined, options: WhyNotOptions, command: Command) =>
      (await import('./why.ts')).whyNot(open(command), first, { second, ...options }),
    )
}
