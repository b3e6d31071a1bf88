import type { CatchUp } from '@aiflow/sdk'
import type { AIFlowClient, WorkflowScheduleResource } from '@aiflow/sdk/client'
import type { Overlap } from '@aiflow/sdk/internal/wire'
import { type Command, Option } from 'commander'
import type { Column } from '../../output/printing/table.ts'
import { showTime } from '../../output/text/time.ts'
import type { OpenSession, Session } from '../../session.ts'
import { wholeNumber } from '../arguments/arguments.ts'
import {
  describeParameters,
  type ParameterOptions,
  schemaOf,
  sendParameters,
  takeParameters,
} from '../arguments/parameters.ts'
import { takeOfWorkflow } from './of-workflow.ts'
import { addOfWorkflowCommands, type Names, type OfWorkflowCommands, resolveNames } from './of-workflow-commands.ts'
import { overlapOption } from './overlap.ts'

const CATCH_UP: readonly CatchUp[] = ['one', 'skip', 'all']

interface AddOptions extends ParameterOptions {
  readonly overlap: Overlap
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

const SCHEDULES: OfWorkflowCommands<WorkflowScheduleResource> = {
  noun: 'schedule',
  columns: COLUMNS,
  hint: 'Add one with "aiflow workflow-schedule add WORKFLOW NAME EXPRESSION".',
  resumeDescription: 'Resume a paused schedule; times missed meanwhile are skipped',
  calls: ({ schedules }) => schedules,
  describeResumed: ({ nextTime }) => `, next at ${showTime(nextTime)}`,
}

export function addWorkflowScheduleCommands(group: Command, open: OpenSession): void {
  const addCommand = takeParameters(group.command('add'))
    .description('Start a workflow on a schedule')
    .argument('<workflow>', 'Name of the workflow')
    .argument('<name>', 'Name of the schedule; generated if omitted')
    .argument('[expression]', '"cron@0 6 * * *", or "interval@DAYS HOURS MINUTES SECONDS"')
    .option('--timezone <zone>', 'Time zone of a cron expression, such as Europe/Berlin', 'UTC')
    .addOption(
      new Option('--catch-up <how>', 'What to do about times missed while no server ran')
        .choices(CATCH_UP)
        .default('one'),
    )
    .addOption(overlapOption())
  addCommand.action((workflow: string, name: string, expression: string | undefined, options: AddOptions) =>
    add(open(addCommand), workflow, [name, expression], options),
  )
  takeOfWorkflow(group.command('show'), 'schedule')
    .description('Show a schedule and when it starts its workflow next')
    .option('--count <number>', 'Number of next times', wholeNumber(1, 100), 5)
    .action((workflow: string, name: string | undefined, { count }: { count: number }, command: Command) =>
      show(open(command), [workflow, name], count),
    )
  addOfWorkflowCommands(group, open, SCHEDULES)
}

async function add(
  session: Session,
  workflow: string,
  [first, second]: readonly [string, string | undefined],
  { timezone, catchUp, overlap, ...given }: AddOptions,
): Promise<void> {
  const client = await session.client()
  const [name, expression] = second === undefined ? [await freeName(session, client, workflow), first] : [first, second]
  const request = { name, expression, timezone, catchUp, overlap }
  const added = await sendParameters({ session, schema: schemaOf(session, client, workflow) }, given, (parameters) =>
    client.schedules.add(session.namespace, workflow, { ...request, parameters }),
  )
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
  const { namespace, workflow, name } = await resolveNames(session, client, SCHEDULES, names)
  const schedule = await client.schedules.get(namespace, workflow, name)
  const times = await client.schedules.nextTimes(namespace, workflow, name, { count })
  const fields: [string, string][] = [
    ['Schedule', `${schedule.name} (id ${schedule.id})`],
    ['Workflow', schedule.workflowName],
    ['Namespace', schedule.namespace],
    ['Expression', `${schedule.expression} (${schedule.timezone})`],
    ['Catch-up', schedule.catchUp],
    ['Overlap', schedule.overlap],
    ['Parameters', describeParameters(schedule.parameters)],
    ['Paused', schedule.paused ? 'yes' : 'no'],
    ['Made by', schedule.declared ? 'code' : 'hand'],
    ['Last', showTime(schedule.lastTime)],
  ]
  const title = schedule.paused ? 'Next, if it were not paused' : 'Next'
  const lines = times.length === 0 ? ['never'] : times.map(showTime)
  await session.printer.details({ ...schedule, nextTimes: times }, { fields, sections: [{ title, lines }] })
}
