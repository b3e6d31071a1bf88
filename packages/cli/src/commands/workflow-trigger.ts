import type { AIFlowClient, WorkflowTriggerResource } from '@aiflow/sdk/client'
import type { FanIn, Overlap } from '@aiflow/sdk/internal'
import { type Command, Option } from 'commander'
import { wrongUse } from '../output/errors.ts'
import { describeCondition } from '../output/sentences.ts'
import type { Column } from '../output/table.ts'
import { oneLine } from '../output/text.ts'
import { showTime } from '../output/time.ts'
import type { Session } from '../session.ts'
import { askFirst, type Sure, wholeNumber } from './arguments.ts'
import type { OpenSession } from './groups.ts'
import { type OfWorkflow, resolveOfWorkflow, takeOfWorkflow } from './of-workflow.ts'
import { overlapOption } from './overlap.ts'
import { type ParameterOptions, readParameters, takeParameters } from './parameters.ts'
import { type ConditionOptions, readCondition, takeCondition } from './trigger-condition.ts'

const FAN_IN: readonly FanIn['type'][] = ['each', 'latest', 'batch']

interface AddOptions extends ConditionOptions, ParameterOptions {
  readonly overlap: Overlap
  readonly fanIn: FanIn['type']
  readonly batchSize?: number
  readonly batchSeconds?: number
}

type Names = readonly [workflow: string, name: string | undefined]

const COLUMNS: readonly Column<WorkflowTriggerResource>[] = [
  { title: 'WORKFLOW', value: ({ workflowName }) => workflowName, isFlexible: true },
  { title: 'TRIGGER', value: ({ name }) => name, isFlexible: true },
  { title: 'STARTS IT WHEN', value: ({ condition }) => describeCondition(condition), isFlexible: true },
  { title: 'PAUSED', value: ({ paused }) => (paused ? 'yes' : 'no') },
  { title: 'MADE BY', value: ({ declared }) => (declared ? 'code' : 'hand') },
]

export function addWorkflowTriggerCommands(group: Command, open: OpenSession): void {
  takeParameters(takeCondition(group.command('add <workflow> <name>')))
    .description('Start a workflow whenever events arrive')
    .addOption(overlapOption())
    .addOption(new Option('--fan-in <how>', 'How many executions many events start').choices(FAN_IN).default('each'))
    .option('--batch-size <count>', 'With --fan-in batch: start with so many events', wholeNumber(1))
    .option('--batch-seconds <seconds>', 'With --fan-in batch: start so long after the first', wholeNumber(1))
    .action((workflow: string, name: string, options: AddOptions, command: Command) =>
      add(open(command), workflow, name, options),
    )
  takeOfWorkflow(group.command('show'), 'trigger')
    .description('Show a trigger: what it waits for, and what it does then')
    .action((workflow: string, name: string | undefined, _options: object, command: Command) =>
      show(open(command), [workflow, name]),
    )
  group
    .command('list')
    .description('List the triggers')
    .argument('[workflow]', 'Only of this workflow')
    .option('--workflow <name>', 'The same')
    .action((workflow: string | undefined, options: { workflow?: string }, command: Command) =>
      list(open(command), options.workflow ?? workflow),
    )
  const verbs = {
    pause: 'Let a trigger start nothing for now',
    resume: 'Let a paused trigger start its workflow again',
  } as const
  for (const verb of ['pause', 'resume'] as const) {
    takeOfWorkflow(group.command(verb), 'trigger')
      .description(verbs[verb])
      .action((workflow: string, name: string | undefined, _options: object, command: Command) =>
        setPaused(open(command), verb, [workflow, name]),
      )
  }
  takeOfWorkflow(group.command('delete'), 'trigger')
    .description('Delete a trigger')
    .option('-y, --yes', 'Accepted for scripts; one trigger is deleted without a question')
    .action((workflow: string, name: string | undefined, _options: object, command: Command) =>
      remove(open(command), [workflow, name]),
    )
  askFirst(group.command('delete-all <workflow>'))
    .description('Delete all triggers of a workflow')
    .action((workflow: string, { yes }: Sure, command: Command) => removeAll(open(command), workflow, yes))
}

async function add(session: Session, workflow: string, name: string, options: AddOptions): Promise<void> {
  const condition = readCondition(options)
  const fanIn = fanInOf(options)
  const client = await session.client()
  const parameters = await readParameters(session, client, workflow, options)
  const request = { name, condition, fanIn, overlap: options.overlap, parameters }
  const trigger = await client.triggers.add(session.namespace, workflow, request)
  const message = `Added trigger "${name}": "${workflow}" starts when ${describeCondition(condition)}.`
  await session.printer.done(message, trigger, name)
}

function fanInOf({ fanIn, batchSize, batchSeconds }: AddOptions): FanIn {
  const isBatch = batchSize !== undefined || batchSeconds !== undefined
  if (fanIn !== 'batch' && isBatch) throw wrongUse('"--batch-size" and "--batch-seconds" need "--fan-in batch".')
  if (fanIn !== 'batch') return { type: fanIn }
  if (!isBatch) throw wrongUse('A batch has no end. Give "--batch-size COUNT", "--batch-seconds SECONDS" or both.')
  return {
    type: 'batch',
    ...(batchSize === undefined ? {} : { size: batchSize }),
    ...(batchSeconds === undefined ? {} : { seconds: batchSeconds }),
  }
}

async function show(session: Session, names: Names): Promise<void> {
  const client = await session.client()
  const { namespace, workflow, name } = await resolve(session, client, names)
  const trigger = await client.triggers.get(namespace, workflow, name)
  const fields: [string, string][] = [
    ['Trigger', `${trigger.name} (id ${trigger.id})`],
    ['Workflow', trigger.workflowName],
    ['Namespace', trigger.namespace],
    ['Starts it when', oneLine(describeCondition(trigger.condition))],
    ['Overlap', trigger.overlap],
    ['Fan-in', describeFanIn(trigger.fanIn)],
    ['Parameters', oneLine(JSON.stringify(trigger.parameters))],
    ['Paused', trigger.paused ? 'yes' : 'no'],
    ['Made by', trigger.declared ? 'code' : 'hand'],
    ['Created', showTime(trigger.createTime)],
  ]
  await session.printer.details(trigger, { fields })
}

function describeFanIn(fanIn: FanIn): string {
  if (fanIn.type !== 'batch') return fanIn.type
  const ends = [
    fanIn.size === undefined ? [] : [`of ${fanIn.size} events`],
    fanIn.seconds === undefined ? [] : [`${fanIn.seconds} s after the first`],
  ].flat()
  return `batch ${ends.join(' or ')}`
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

async function setPaused(session: Session, verb: 'pause' | 'resume', names: Names): Promise<void> {
  const client = await session.client()
  const { namespace, workflow, name } = await resolve(session, client, names)
  const trigger = await client.triggers[verb](namespace, workflow, name)
  const state = trigger.paused ? 'is paused: it starts nothing' : 'is active again'
  await session.printer.done(`Trigger "${name}" of "${workflow}" ${state}.`, trigger, name)
}

async function remove(session: Session, names: Names): Promise<void> {
  const client = await session.client()
  const { namespace, workflow, name } = await resolve(session, client, names)
  await client.triggers.delete(namespace, workflow, name)
  await session.printer.done(`Deleted trigger "${name}" of "${workflow}".`, { workflow, name, deleted: true }, name)
}

async function removeAll(session: Session, workflow: string, isSure: boolean | undefined): Promise<void> {
  await session.confirm(isSure, `This deletes all triggers of "${workflow}".`)
  const client = await session.client()
  const deleted = await client.triggers.deleteAll(session.namespace, workflow)
  const names = deleted.map((name) => `"${name}"`).join(', ')
  const message =
    deleted.length === 0 ? `"${workflow}" has no triggers.` : `Deleted triggers of "${workflow}": ${names}.`
  await session.printer.done(message, { workflow, deleted }, deleted.join('\n'))
}

function resolve({ namespace }: Session, client: AIFlowClient, names: Names): Promise<OfWorkflow> {
  return resolveOfWorkflow('trigger', names, { namespace, list: () => client.triggers.list() })
}
