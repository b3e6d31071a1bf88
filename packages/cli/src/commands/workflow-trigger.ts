import type { WorkflowTriggerResource } from '@aiflow/sdk/client'
import type { ConditionDefinition } from '@aiflow/sdk/internal'
import { type Command, Option } from 'commander'
import { wrongUse } from '../output/errors.ts'
import { describeCondition } from '../output/sentences.ts'
import type { Column } from '../output/table.ts'
import type { Session } from '../session.ts'
import type { OpenSession } from './groups.ts'

interface AddOptions {
  readonly event?: string
  readonly all?: string[]
  readonly any?: string[]
}

const COLUMNS: readonly Column<WorkflowTriggerResource>[] = [
  { title: 'WORKFLOW', value: ({ workflowName }) => workflowName, isFlexible: true },
  { title: 'TRIGGER', value: ({ name }) => name, isFlexible: true },
  { title: 'STARTS IT WHEN', value: ({ condition }) => describeCondition(condition), isFlexible: true },
  { title: 'PAUSED', value: ({ paused }) => (paused ? 'yes' : 'no') },
  { title: 'MADE BY', value: ({ declared }) => (declared ? 'code' : 'hand') },
]

export function addWorkflowTriggerCommands(group: Command, open: OpenSession): void {
  group
    .command('add <workflow> <name>')
    .description('Start a workflow whenever events arrive')
    .addOption(new Option('--event <key>', 'When this event arrives').conflicts(['all', 'any']))
    .addOption(new Option('--all <keys...>', 'When all of these have arrived').conflicts(['event', 'any']))
    .addOption(new Option('--any <keys...>', 'When any of these arrives').conflicts(['event', 'all']))
    .action((workflow: string, name: string, options: AddOptions, command: Command) =>
      add(open(command), workflow, name, options),
    )
  group
    .command('list')
    .description('List the triggers')
    .option('--workflow <name>', 'Only of this workflow')
    .action((options: { workflow?: string }, command: Command) => list(open(command), options.workflow))
  const verbs = {
    pause: 'Let a trigger start nothing for now',
    resume: 'Let a paused trigger start its workflow again',
  } as const
  for (const verb of ['pause', 'resume'] as const) {
    group
      .command(`${verb} <workflow> <name>`)
      .description(verbs[verb])
      .action((workflow: string, name: string, _options: object, command: Command) =>
        setPaused(open(command), verb, workflow, name),
      )
  }
  group
    .command('delete <workflow> <name>')
    .description('Delete a trigger')
    .action((workflow: string, name: string, _options: object, command: Command) =>
      remove(open(command), workflow, name),
    )
}

async function add(session: Session, workflow: string, name: string, options: AddOptions): Promise<void> {
  const condition = conditionOf(options)
  const client = await session.client()
  const trigger = await client.triggers.add(session.namespace, workflow, { name, condition })
  const message = `Added trigger "${name}": "${workflow}" starts when ${describeCondition(condition)}.`
  await session.printer.done(message, trigger, name)
}

function conditionOf({ event, all, any }: AddOptions): ConditionDefinition {
  if (event !== undefined) return { type: 'event', event: { key: event } }
  if (all !== undefined) return { type: 'allEvents', events: all.map((key) => ({ key })) }
  if (any !== undefined) return { type: 'anyEvent', events: any.map((key) => ({ key })) }
  throw wrongUse('The events are missing. Give "--event KEY", "--all KEY KEY …" or "--any KEY KEY …".')
}

async function list(session: Session, workflow: string | undefined): Promise<void> {
  const client = await session.client()
  const { items } = await client.triggers.list({ namespace: session.namespaceFilter, workflow })
  await session.printer.list(
    items,
    COLUMNS,
    'No triggers. Add one with "aiflow workflow-trigger add WORKFLOW NAME --event KEY".',
  )
}

async function setPaused(session: Session, verb: 'pause' | 'resume', workflow: string, name: string): Promise<void> {
  const client = await session.client()
  const trigger = await client.triggers[verb](session.namespace, workflow, name)
  const state = trigger.paused ? 'is paused: it starts nothing' : 'is active again'
  await session.printer.done(`Trigger "${name}" of "${workflow}" ${state}.`, trigger, name)
}

async function remove(session: Session, workflow: string, name: string): Promise<void> {
  const client = await session.client()
  await client.triggers.delete(session.namespace, workflow, name)
  await session.printer.done(`Deleted trigger "${name}" of "${workflow}".`, { workflow, name, deleted: true }, name)
}
