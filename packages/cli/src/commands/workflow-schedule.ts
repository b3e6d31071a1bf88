import type { CatchUp } from '@aiflow/sdk'
import type { WorkflowScheduleResource } from '@aiflow/sdk/client'
import { type Command, Option } from 'commander'
import type { Column } from '../output/table.ts'
import { showTime } from '../output/time.ts'
import type { Session } from '../session.ts'
import type { OpenSession } from './groups.ts'

const CATCH_UP: readonly CatchUp[] = ['one', 'skip', 'all']

interface AddOptions {
  readonly timezone: string
  readonly catchUp: CatchUp
}

const COLUMNS: readonly Column<WorkflowScheduleResource>[] = [
  { title: 'WORKFLOW', value: ({ workflowName }) => workflowName, isFlexible: true },
  { title: 'SCHEDULE', value: ({ name }) => name, isFlexible: true },
  { title: 'EXPRESSION', value: ({ expression }) => expression, isFlexible: true },
  { title: 'TIME ZONE', value: ({ timezone }) => timezone, isFlexible: true },
  { title: 'NEXT', value: ({ nextTime, paused }) => (paused ? 'paused' : showTime(nextTime)) },
]

export function addWorkflowScheduleCommands(group: Command, open: OpenSession): void {
  group
    .command('add <workflow> <name> <expression>')
    .description('Start a workflow at times: "cron@0 6 * * *", or "interval@DAYS HOURS MINUTES SECONDS"')
    .option('--timezone <zone>', 'Time zone of a cron expression, like Europe/Berlin', 'UTC')
    .addOption(
      new Option('--catch-up <how>', 'What to do with times that passed while no server ran')
        .choices(CATCH_UP)
        .default('one'),
    )
    .action((workflow: string, name: string, expression: string, options: AddOptions, command: Command) =>
      add(open(command), workflow, { name, expression, ...options }),
    )
  group
    .command('list')
    .description('List the schedules')
    .option('--workflow <name>', 'Only of this workflow')
    .action((options: { workflow?: string }, command: Command) => list(open(command), options.workflow))
  const verbs = {
    pause: 'Let a schedule start nothing for now',
    resume: 'Let a paused schedule go on; times in between are not caught up',
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
    .description('Delete a schedule')
    .action((workflow: string, name: string, _options: object, command: Command) =>
      remove(open(command), workflow, name),
    )
}

async function add(
  session: Session,
  workflow: string,
  schedule: AddOptions & { name: string; expression: string },
): Promise<void> {
  const client = await session.client()
  const { name, expression, timezone, catchUp } = schedule
  const added = await client.schedules.add(session.namespace, workflow, { name, expression, timezone, catchUp })
  const next = added.nextTime === null ? 'never' : showTime(added.nextTime)
  await session.printer.done(`Added schedule "${name}" of "${workflow}". It starts next: ${next}.`, added, name)
}

async function list(session: Session, workflow: string | undefined): Promise<void> {
  const client = await session.client()
  const { items } = await client.schedules.list({ namespace: session.namespaceFilter, workflow })
  await session.printer.list(
    items,
    COLUMNS,
    'No schedules. Add one with "aiflow workflow-schedule add WORKFLOW NAME EXPRESSION".',
  )
}

async function setPaused(session: Session, verb: 'pause' | 'resume', workflow: string, name: string): Promise<void> {
  const client = await session.client()
  const schedule = await client.schedules[verb](session.namespace, workflow, name)
  const state = schedule.paused
    ? 'is paused: it starts nothing'
    : `is active again, next at ${showTime(schedule.nextTime)}`
  await session.printer.done(`Schedule "${name}" of "${workflow}" ${state}.`, schedule, name)
}

async function remove(session: Session, workflow: string, name: string): Promise<void> {
  const client = await session.client()
  await client.schedules.delete(session.namespace, workflow, name)
  await session.printer.done(`Deleted schedule "${name}" of "${workflow}".`, { workflow, name, deleted: true }, name)
}
