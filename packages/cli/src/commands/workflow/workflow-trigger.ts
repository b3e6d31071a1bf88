import type { WorkflowTriggerResource } from '@aiflow/sdk/client'
import { MAX_BATCH_EVENTS, MAX_BATCH_SECONDS } from '@aiflow/sdk/internal/limits'
import { counted } from '@aiflow/sdk/internal/text'
import { describeCondition, type FanIn, type Overlap } from '@aiflow/sdk/internal/wire'
import { type Command, Option } from 'commander'
import { wrongUse } from '../../output/errors.ts'
import type { Column } from '../../output/printing/table.ts'
import { oneLine } from '../../output/text/text.ts'
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
import { type ConditionOptions, readCondition, takeCondition } from './trigger-condition.ts'

const FAN_IN: readonly FanIn['type'][] = ['each', 'latest', 'batch']

interface AddOptions extends ConditionOptions, ParameterOptions {
  readonly overlap: Overlap
  readonly fanIn: FanIn['type']
  readonly batchSize?: number
  readonly batchSeconds?: number
}

const COLUMNS: readonly Column<WorkflowTriggerResource>[] = [
  { title: 'WORKFLOW', value: ({ workflowName }) => workflowName, isFlexible: true },
  { title: 'TRIGGER', value: ({ name }) => name, isFlexible: true },
  { title: 'STARTS IT WHEN', value: ({ condition }) => describeCondition(condition), isFlexible: true },
  { title: 'LAST', value: describeLast },
  { title: 'MADE BY', value: ({ declared }) => (declared ? 'code' : 'hand') },
]

const TRIGGERS: OfWorkflowCommands<WorkflowTriggerResource> = {
  noun: 'trigger',
  columns: COLUMNS,
  hint: 'Add one with "aiflow workflow-trigger add WORKFLOW NAME --event KEY".',
  resumeDescription: 'Resume a paused trigger',
  calls: ({ triggers }) => triggers,
  describeResumed: () => '',
}

export function addWorkflowTriggerCommands(group: Command, open: OpenSession): void {
  takeParameters(takeCondition(group.command('add <workflow> <name>')))
    .description('Start a workflow on events')
    .addOption(overlapOption())
    .addOption(new Option('--fan-in <how>', 'How several events become executions').choices(FAN_IN).default('each'))
    .option('--batch-size <count>', 'With --fan-in batch: start at this many events', wholeNumber(1, MAX_BATCH_EVENTS))
    .option(
      '--batch-seconds <seconds>',
      'With --fan-in batch: start this many seconds after the first event',
      wholeNumber(1, MAX_BATCH_SECONDS),
    )
    .action((workflow: string, name: string, options: AddOptions, command: Command) =>
      add(open(command), workflow, name, options),
    )
  takeOfWorkflow(group.command('show'), 'trigger')
    .description('Show a trigger: its condition, and what it does')
    .action((workflow: string, name: string | undefined, _options: object, command: Command) =>
      show(open(command), [workflow, name]),
    )
  addOfWorkflowCommands(group, open, TRIGGERS)
}

async function add(session: Session, workflow: string, name: string, options: AddOptions): Promise<void> {
  const condition = readCondition(options)
  const fanIn = fanInOf(options)
  const client = await session.client()
  const request = { name, condition, fanIn, overlap: options.overlap }
  const trigger = await sendParameters(
    { session, schema: schemaOf(session, client, workflow) },
    options,
    (parameters) => client.triggers.add(session.namespace, workflow, { ...request, parameters }),
  )
  const message = `Added trigger "${name}": "${workflow}" starts when ${describeCondition(condition)}.`
  await session.printer.done(message, trigger, name)
}

function fanInOf({ fanIn, batchSize, batchSeconds }: AddOptions): FanIn {
  const isBatch = batchSize !== undefined || batchSeconds !== undefined
  if (fanIn !== 'batch' && isBatch) throw wrongUse('"--batch-size" and "--batch-seconds" need "--fan-in batch".')
  if (fanIn !== 'batch') return { type: fanIn }
  if (!isBatch) throw wrongUse('A batch needs a limit. Give "--batch-size COUNT", "--batch-seconds SECONDS" or both.')
  return {
    type: 'batch',
    ...(batchSize === undefined ? {} : { size: batchSize }),
    ...(batchSeconds === undefined ? {} : { seconds: batchSeconds }),
  }
}

async function show(session: Session, names: Names): Promise<void> {
  const client = await session.client()
  const { namespace, workflow, name } = await resolveNames(session, client, TRIGGERS, names)
  const trigger = await client.triggers.get(namespace, workflow, name)
  const fields: [string, string][] = [
    ['Trigger', `${trigger.name} (id ${trigger.id})`],
    ['Workflow', trigger.workflowName],
    ['Namespace', trigger.namespace],
    ['Starts it when', oneLine(describeCondition(trigger.condition))],
    ['Overlap', trigger.overlap],
    ['Fan-in', describeFanIn(trigger.fanIn)],
    ['Parameters', describeParameters(trigger.parameters)],
    ['Paused', trigger.paused ? 'yes' : 'no'],
    ...circuitFields(trigger),
    ['Made by', trigger.declared ? 'code' : 'hand'],
    ['Created', showTime(trigger.createTime)],
    ['Last fired', showTime(trigger.lastTime)],
  ]
  await session.printer.details(trigger, { fields })
}

function describeLast({ lastTime, paused, circuit }: WorkflowTriggerResource): string {
  if (paused) return 'paused'
  return circuit?.status === 'open' ? 'circuit open' : showTime(lastTime)
}

function circuitFields({ circuit }: WorkflowTriggerResource): [string, string][] {
  if (circuit?.status !== 'open') return []
  return [
    ['Circuit', oneLine(`open since ${showTime(circuit.since)}: ${circuit.reason}. Close it: resume the trigger.`)],
  ]
}

function describeFanIn(fanIn: FanIn): string {
  if (fanIn.type !== 'batch') return fanIn.type
  const ends = [
    fanIn.size === undefined ? [] : [`of ${counted(fanIn.size, 'event')}`],
    fanIn.seconds === undefined ? [] : [`${fanIn.seconds} s after the first`],
  ].flat()
  return `batch ${ends.join(' or ')}`
}
