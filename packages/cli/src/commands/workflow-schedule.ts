import type { CatchUp } from '@aiflow/sdk'
import type { AIFlowClient, WorkflowScheduleResource } from '@aiflow/sdk/client'
import type { Overlap } from '@aiflow/sdk/internal'
import { type Command, Option } from 'commander'
import type { Column } from '../output/table.ts'
import { oneLine } from '../output/text.ts'
import { showTime } from '../output/time.ts'
import type { Session } from '../session.ts'
import { askFirst, type Sure, wholeNumber } from './arguments.ts'
import type { OpenSession } from './groups.ts'
import { type OfWorkflow, resolveOfWorkflow, takeOfWorkflow } from './of-workflow.ts'
import { overlapOption } from './overlap.ts'
import { type ParameterOptions, readParameters, takeParameters } from './parameters.ts'

const CATCH_UP: readonly CatchUp[] = ['one', 'skip', 'all']

interface AddOptions extends ParameterOptions {
  readonly overlap: Overlap
  readonly timezone: string
  readonly catchUp: CatchUp
}

type Names = readonly [workflow: string, name: string | undefined]

const COLUMNS: readonly Column<WorkflowScheduleResource>[] = [
  { title: 'WORKFLOW', value: ({ workflowName }) => workflowName, isFlexible: true },
  { title: 'SCHEDULE', value: ({ name }) => name, isFlexible: true },
  { title: 'EXPRESSION', value: ({ expression }) => expression, isFlexible: true },
  { title: 'TIME ZONE', value: ({ timezone }) => timezone, isFlexible: true },
  { title: 'NEXT', value: ({ nextTime, paused }) => (paused ? 'paused' : showTime(nextTime)) },
]

export function addWorkflowScheduleCommands(group: Command, open: OpenSession): void {
  takeParameters(group.command('add'))
    .description('Start a workflow at times')
    .argument('<workflow>', 'Name of the workflow')
    .argument('<name>', 'Name of the schedule; it gets one by itself where it is left out')
    .argument('[expression]', '"cron@0 6 * * *", or "interval@DAYS HOURS MINUTES SECONDS"')
    .option('--timezone <zone>', 'Time zone of a cron expression, like Europe/Berlin', 'UTC')
    .addOption(
      new Option('--catch-up <how>', 'What to do with times that passed while no server ran')
        .choices(CATCH_UP)
        .default('one'),
    )
    .addOption(overlapOption())
    .action((workflow: string, name: string, expression: string | undefined, options: AddOptions, command: Command) =>
      add(open(command), workflow, [name, expression], options),
    )
  takeOfWorkflow(group.command('show'), 'schedule')
    .description('Show a schedule and when it starts its workflow next')
    .option('--count <number>', 'How many of the next times', wholeNumber(1, 100), 5)
    .action((workflow: string, name: string | undefined, { count }: { count: number }, command: Command) =>
      show(open(command), [workflow, name], count),
    )
  group
    .command('list')
    .description('List the schedules')
    .argument('[workflow]', 'Only of this workflow')
    .option('--workflow <name>', 'The same')
    .action((workflow: string | undefined, options: { workflow?: string }, command: Command) =>
      list(open(command), options.workflow ?? workflow),
    )
  const verbs = {
    pause: 'Let a schedule start nothing for now',
    resume: 'Let a paused schedule go on; times in between are not caught up',
  } as const
  for (const verb of ['pause', 'resume'] as const) {
    takeOfWorkflow(group.command(verb), 'schedule')
      .description(verbs[verb])
      .action((workflow: string, name: string | undefined, _options: object, command: Command) =>
        setPaused(open(command), verb, [workflow, name]),
      )
  }
  takeOfWorkflow(group.command('delete'), 'schedule')
    .description('Delete a schedule')
    .option('-y, --yes', 'Accepted for scripts; one schedule is deleted without a question')
    .action((workflow: string, name: string | undefined, _options: object, command: Command) =>
      remove(open(command), [workflow, name]),
    )
  askFirst(group.command('delete-all <workflow>'))
    .description('Delete all schedules of a workflow')
    .action((workflow: string, { yes }: Sure, command: Command) => removeAll(open(command), workflow, yes))
}

async function add(
  session: Session,
  workflow: string,
  [first, second]: readonly [string, string | undefined],
  { timezone, catchUp, overlap, ...given }: AddOptions,
): Promise<void> {
  const client = await session.client()
  const [name, expression] = second === undefined ? [await freeName(session, client, workflow), first] : [first, second]
  const parameters = await readParameters(session, client, workflow, given)
  const request = { name, expression, timezone, catchUp, overlap, parameters }
  const added = await client.schedules.add(session.namespace, workflow, request)
  const next = added.nextTime === null ? 'never' : showTime(added.nextTime)
  await session.printer.done(`Added schedule "${name}" of "${workflow}". It starts next: ${next}.`, added, name)
}

/** `schedule-1`, or the first number that is free. */
async function freeName({ namespace }: Session, client: AIFlowClient, workflow: string): Promise<string> {
  const { items } = await client.schedules.list({ namespace, workflow })
  const names = new Set(items.map(({ name }) => name))
  let number = 1
  while (names.has(`schedule-${number}`)) number += 1
  return `schedule-${number}`
}

async function show(session: Session, names: Names, count: number): Promise<void> {
  const client = await session.client()
  const { namespace, workflow, name } = await resolve(session, client, names)
  const schedule = await client.schedules.get(namespace, workflow, name)
  const times = await client.schedules.nextTimes(namespace, workflow, name, { count })
  const fields: [string, string][] = [
    ['Schedule', `${schedule.name} (id ${schedule.id})`],
    ['Workflow', schedule.workflowName],
    ['Namespace', schedule.namespace],
    ['Expression', `${schedule.expression} (${schedule.timezone})`],
    ['Catch-up', schedule.catchUp],
    ['Overlap', schedule.overlap],
    ['Parameters', oneLine(JSON.stringify(schedule.parameters))],
    ['Paused', schedule.paused ? 'yes' : 'no'],
    ['Made by', schedule.declared ? 'code' : 'hand'],
    ['Last', showTime(schedule.lastTime)],
  ]
  const title = schedule.paused ? 'Next, were it not paused' : 'Next'
  const lines = times.length === 0 ? ['never'] : times.map(showTime)
  await session.printer.details({ ...schedule, nextTimes: times }, { fields, sections: [{ title, lines }] })
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

async function setPaused(session: Session, verb: 'pause' | 'resume', names: Names): Promise<void> {
  const client = await session.client()
  const { namespace, workflow, name } = await resolve(session, client, names)
  const schedule = await client.schedules[verb](namespace, workflow, name)
  const state = schedule.paused
    ? 'is paused: it starts nothing'
    : `is active again, next at ${showTime(schedule.nextTime)}`
  await session.printer.done(`Schedule "${name}" of "${workflow}" ${state}.`, schedule, name)
}

async function remove(session: Session, names: Names): Promise<void> {
  const client = await session.client()
  const { namespace, workflow, name } = await resolve(session, client, names)
  await client.schedules.delete(namespace, workflow, name)
  await session.printer.done(`Deleted schedule "${name}" of "${workflow}".`, { workflow, name, deleted: true }, name)
}

async function removeAll(session: Session, workflow: string, isSure: boolean | undefined): Promise<void> {
  await session.confirm(isSure, `This deletes all schedules of "${workflow}".`)
  const client = await session.client()
  const deleted = await client.schedules.deleteAll(session.namespace, workflow)
  const names = deleted.map((name) => `"${name}"`).join(', ')
  const message =
    deleted.length === 0 ? `"${workflow}" has no schedules.` : `Deleted schedules of "${workflow}": ${names}.`
  await session.printer.done(message, { workflow, deleted }, deleted.join('\n'))
}

function resolve({ namespace }: Session, client: AIFlowClient, names: Names): Promise<OfWorkflow> {
  return resolveOfWorkflow('schedule', names, { namespace, list: () => client.schedules.list() })
}
