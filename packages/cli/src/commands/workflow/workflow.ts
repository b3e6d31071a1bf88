import type { WorkflowDetail, WorkflowResource } from '@aiflow/sdk/client'
import { describeCondition, type TaskDefinition, type WorkflowDefinition } from '@aiflow/sdk/internal/wire'
import { type Command, Option } from 'commander'
import { clip } from '../../output/printing/columns.ts'
import type { Column } from '../../output/printing/table.ts'
import { describeLimits, describeTaskLimits } from '../../output/text/limits.ts'
import { describeMetadata, metadataFields } from '../../output/text/metadata.ts'
import { describeOperator, describeTaskRules } from '../../output/text/sentences.ts'
import { oneLine } from '../../output/text/text.ts'
import { showTime } from '../../output/text/time.ts'
import type { OpenSession, Session } from '../../session.ts'
import { askFirst, collectPair, type Sure, wholeNumber } from '../arguments/arguments.ts'
import { externalOption } from '../arguments/external-packages.ts'
import { extraPathsOption } from '../arguments/extra-paths.ts'
import { noneThere } from '../arguments/listed-namespace.ts'
import { printPages } from '../arguments/paging.ts'
import type { Given } from './each-file.ts'
import { addBackfillCommand } from './start-backfill.ts'
import { addSnapshotCommands } from './workflow-snapshot.ts'

interface FilesOptions {
  readonly files?: string[]
  readonly external?: string[]
  readonly dryRun?: boolean
}

interface ListOptions {
  readonly name?: string
  readonly enabled?: boolean
  readonly disabled?: boolean
  readonly owner?: string
  readonly label?: Readonly<Record<string, string>>
  readonly limit?: number
}

const COLUMNS: readonly Column<WorkflowResource>[] = [
  { title: 'NAME', value: ({ name }) => name, isFlexible: true },
  { title: 'NAMESPACE', value: ({ namespace }) => namespace, isFlexible: true },
  { title: 'ENABLED', value: ({ enabled }) => (enabled ? 'yes' : 'no') },
  { title: 'SNAPSHOT', value: ({ snapshotHash }) => snapshotHash.slice(0, 12) },
  { title: 'CHANGED', value: ({ updateTime }) => showTime(updateTime) },
]

export function addWorkflowCommands(group: Command, open: OpenSession): void {
  group
    .command('check [files...]')
    .description(
      'Check workflow files as an upload does, without a server: files, folders, patterns, or those of the project',
    )
    .addOption(extraPathsOption())
    .addOption(externalOption())
    .action(async (files: string[], options: FilesOptions, command: Command) =>
      (await import('./check-workflows.ts')).checkWorkflows(givenBy(open(command), files, options)),
    )
  group
    .command('upload [files...]')
    .description(
      'Upload the workflows that TypeScript or JavaScript files export: files, folders, patterns, or those of the project',
    )
    .addOption(extraPathsOption())
    .addOption(externalOption())
    .option('--dry-run', 'Say what would change, and store nothing')
    .action(async (files: string[], options: FilesOptions, command: Command) => {
      const act = options.dryRun
        ? (await import('./preview-uploads.ts')).previewUploads
        : (await import('./upload-workflows.ts')).uploadWorkflows
      await act(givenBy(open(command), files, options))
    })
  group
    .command('list')
    .description('List the workflows')
    .option('--name <part>', 'Only those whose name contains this')
    .addOption(new Option('--enabled', 'Only enabled ones').conflicts('disabled'))
    .option('--disabled', 'Only disabled ones')
    .option('--label <name=value>', 'Only those with this label; repeatable', collectPair)
    .option('--owner <owner>', 'Only those of this owner')
    .option('--limit <count>', 'Maximum number of items', wholeNumber(1))
    .action((options: ListOptions, command: Command) => list(open(command), options))
  group
    .command('show <name>')
    .description('Show the tasks of a workflow and what starts and stops them')
    .option('--source', 'Print the uploaded source instead')
    .action((name: string, { source }: { source?: boolean }, command: Command) =>
      source ? showSource(open(command), name) : show(open(command), name),
    )
  group
    .command('enable <name>')
    .description('Allow new executions')
    .action((name: string, _options: object, command: Command) => setEnabled(open(command), name, true))
  group
    .command('disable <name>')
    .description('Refuse new executions; running ones continue')
    .action((name: string, _options: object, command: Command) => setEnabled(open(command), name, false))
  askFirst(group.command('delete <name>'))
    .description('Delete a workflow without running executions, with its triggers, schedules and history')
    .action((name: string, { yes }: Sure, command: Command) => remove(open(command), name, yes))
  addBackfillCommand(group, open)
  addSnapshotCommands(group, open)
}

function givenBy(session: Session, files: readonly string[], { files: extraPaths, external }: FilesOptions): Given {
  return { session, files, extraPaths, externalPackages: external }
}

async function list(
  session: Session,
  { enabled, disabled, label: labels, limit, ...given }: ListOptions,
): Promise<void> {
  const client = await session.client()
  const state = { enabled: enabled ?? (disabled ? false : undefined) }
  const filter = { ...given, ...state, labels, namespace: session.namespaceFilter }
  await printPages(session, (page) => client.workflows.list({ ...page, ...filter }), {
    limit: limit ?? Number.POSITIVE_INFINITY,
    columns: COLUMNS,
    whenEmpty: noneThere(session, 'workflows', {
      advice: 'Upload one with "aiflow workflow upload FILE".',
      filter: { ...given, ...state, labels },
    }),
  })
}

async function showSource(session: Session, name: string): Promise<void> {
  const client = await session.client()
  const { snapshotHash } = await client.workflows.get(session.namespace, name)
  const source = await client.workflows.source(snapshotHash)
  const text = source?.text ?? ''
  await session.printer.done(text.trimEnd(), source, text.trimEnd())
}

async function show(session: Session, name: string): Promise<void> {
  const client = await session.client()
  const workflow = await client.workflows.get(session.namespace, name)
  const { definition } = workflow
  const lines = {
    Parameters: parameterLines(definition),
    Tasks: definition.tasks.map((task) => `${task.name.padEnd(nameWidth(definition))}  ${operatorText(task)}`),
    Rules: ruleLines(definition),
    Limits: taskLines(definition, describeTaskLimits),
    'About the tasks': taskLines(definition, describeMetadata),
    'Declared triggers': definition.triggers.map(
      (trigger) => `${trigger.name}  starts it when ${describeCondition(trigger.condition)}`,
    ),
    Warnings: workflow.warnings.map(({ message }) => oneLine(message)),
    'Declared schedules': definition.schedules.map((each) => `${each.name}  ${each.expression} (${each.timezone})`),
  }
  const sections = Object.entries(lines).flatMap(([title, text]) => (text.length > 0 ? [{ title, lines: text }] : []))
  await session.printer.details(workflow, { fields: fieldsOf(workflow), sections })
}

/** Only tasks of which there is something to say. */
function taskLines(definition: WorkflowDefinition, describe: (task: TaskDefinition) => string): string[] {
  return definition.tasks.flatMap((task) => {
    const text = describe(task)
    return text === '' ? [] : [`${task.name.padEnd(nameWidth(definition))}  ${text}`]
  })
}

function fieldsOf(workflow: WorkflowDetail): [string, string][] {
  const limits = describeLimits(workflow.definition)
  return [
    ['Workflow', workflow.name],
    ['Namespace', workflow.namespace],
    ...metadataFields(workflow.definition),
    ['Enabled', workflow.enabled ? 'yes' : 'no'],
    ['Ends', workflow.definition.lifetime === 'untilStopped' ? 'when it is stopped' : 'when nothing more can happen'],
    ...(limits === null ? [] : [['Executions', limits] as [string, string]]),
    ['Changed', showTime(workflow.updateTime)],
    ['Snapshot', workflow.snapshotHash],
    ['Source', workflow.source?.path ?? '-'],
  ]
}

/** `train  START when event "data_prepared"`, the name of a task only before its first rule. */
function ruleLines(definition: WorkflowDefinition): string[] {
  const width = nameWidth(definition)
  return definition.tasks.flatMap((task) =>
    describeTaskRules(task).map(
      (sentence, index) => `${(index === 0 ? task.name : '').padEnd(width)}  ${oneLine(sentence)}`,
    ),
  )
}

/** `rate  number, 0.1 by default` */
function parameterLines({ parameters }: WorkflowDefinition): string[] {
  const { properties, required } = (parameters ?? {}) as { properties?: object; required?: unknown }
  const isRequired = (name: string) => Array.isArray(required) && required.includes(name)
  const width = Math.max(0, ...Object.keys(properties ?? {}).map((name) => name.length))
  return Object.entries(properties ?? {}).map(([name, schema]: [string, Record<string, unknown>]) => {
    const type = typeof schema.type === 'string' ? schema.type : 'any value'
    const isGiven = isRequired(name) ? ', required' : ''
    const more = schema.default === undefined ? isGiven : `, ${JSON.stringify(schema.default)} by default`
    return oneLine(`${name.padEnd(width)}  ${type}${more}`)
  })
}

function nameWidth({ tasks }: WorkflowDefinition): number {
  return Math.max(0, ...tasks.map(({ name }) => name.length))
}

function operatorText(task: TaskDefinition): string {
  return clip(oneLine(describeOperator(task)), 60)
}

async function setEnabled(session: Session, name: string, isEnabled: boolean): Promise<void> {
  const client = await session.client()
  const workflow = await client.workflows[isEnabled ? 'enable' : 'disable'](session.namespace, name)
  const message = isEnabled
    ? `"${name}" is enabled: triggers, schedules and people may start it.`
    : `"${name}" is disabled: nothing starts it until it is enabled. Active executions continue.`
  await session.printer.done(message, workflow, name)
}

async function remove(session: Session, name: string, isSure: boolean | undefined): Promise<void> {
  await session.confirm(isSure, `This deletes workflow "${name}" with its triggers, schedules and history.`)
  const client = await session.client()
  const workflow = await client.workflows.delete(session.namespace, name)
  await session.printer.done(`Deleted workflow "${name}". Its history is removed in the background.`, workflow, name)
}
