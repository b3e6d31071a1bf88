import { readFileSync } from 'node:fs'
import { basename, relative } from 'node:path'
import type { UploadResponse, WorkflowDetail, WorkflowResource } from '@aiflow/sdk/client'
import type { WorkflowDefinition } from '@aiflow/sdk/internal'
import type { Command } from 'commander'
import { bundleWorkflow, type WorkflowBundle, withSourceMap } from '../bundle/bundle-workflow.ts'
import { describeBundle } from '../bundle/describe-bundle.ts'
import { explainRejection } from '../bundle/explain-rejection.ts'
import { readExtraFiles } from '../bundle/extra-files.ts'
import { describeCondition, describeOperator, describeTaskRules } from '../output/sentences.ts'
import type { Column } from '../output/table.ts'
import { clip, oneLine } from '../output/text.ts'
import { showTime } from '../output/time.ts'
import type { Session } from '../session.ts'
import type { OpenSession } from './groups.ts'
import { allPages } from './paging.ts'

const COLUMNS: readonly Column<WorkflowResource>[] = [
  { title: 'NAME', value: ({ name }) => name, isFlexible: true },
  { title: 'NAMESPACE', value: ({ namespace }) => namespace, isFlexible: true },
  { title: 'ENABLED', value: ({ enabled }) => (enabled ? 'yes' : 'no') },
  { title: 'SNAPSHOT', value: ({ snapshotHash }) => snapshotHash.slice(0, 12) },
  { title: 'UPLOADED', value: ({ updateTime }) => showTime(updateTime) },
]

export function addWorkflowCommands(group: Command, open: OpenSession): void {
  group
    .command('upload <file>')
    .description('Upload the workflows that a TypeScript or JavaScript file exports')
    .option('-f, --files <paths...>', 'Files or folders that the tasks need, below the current folder')
    .action((file: string, options: { files?: string[] }, command: Command) =>
      upload(open(command), file, options.files ?? []),
    )
  group
    .command('list')
    .description('List the workflows')
    .action((_options: object, command: Command) => list(open(command)))
  group
    .command('show <name>')
    .description('Show the tasks of a workflow and what starts and stops them')
    .action((name: string, _options: object, command: Command) => show(open(command), name))
  group
    .command('enable <name>')
    .description('Allow new executions again')
    .action((name: string, _options: object, command: Command) => setEnabled(open(command), name, true))
  group
    .command('disable <name>')
    .description('Allow no new executions; living ones go on')
    .action((name: string, _options: object, command: Command) => setEnabled(open(command), name, false))
}

async function upload(session: Session, path: string, extraPaths: readonly string[]): Promise<void> {
  const client = await session.client()
  const [bundle, files] = await Promise.all([bundleWorkflow(path), readExtraFiles(extraPaths, session.folder)])
  const definitions = await describeBundle(bundle)
  const source = sourceOf(bundle, session.folder)
  const request = { definitions: [...definitions], bundle: withSourceMap(bundle), source, files }
  const response = await client.workflows.upload(request).catch((error: unknown) => {
    throw explainRejection(error, bundle.file, source.text)
  })
  const message = response.workflows.map((workflow) => uploadMessage(workflow, definitions)).join('\n')
  await session.printer.done(message, response, response.workflows.map(({ name }) => name).join('\n'))
}

function sourceOf({ file }: WorkflowBundle, folder: string): { path: string; text: string } {
  const path = relative(folder, file)
  return { path: path.startsWith('..') ? basename(file) : path, text: readFileSync(file, 'utf8') }
}

function uploadMessage(
  workflow: UploadResponse['workflows'][number],
  definitions: readonly WorkflowDefinition[],
): string {
  const { name, namespace, created, changed } = workflow
  const definition = definitions.find((each) => each.name === name && each.namespace === namespace)
  const space = namespace === 'default' ? '' : ` -n ${namespace}`
  const start = `Start it: aiflow workflow-execution start ${name}${space}`
  if (!created && !changed) return `"${name}" is unchanged: this is what was uploaded before. ${start}`
  const tasks = definition?.tasks.length ?? 0
  const size = tasks === 1 ? '1 task' : `${tasks} tasks`
  const living = created ? '' : ' Living executions keep the version they started with.'
  return `${created ? 'Uploaded' : 'Updated'} "${name}" (${size}).${living} ${start}`
}

async function list(session: Session): Promise<void> {
  const client = await session.client()
  const items = await allPages((page) => client.workflows.list({ ...page, namespace: session.namespaceFilter }))
  await session.printer.list(items, COLUMNS, 'No workflows. Upload one with "aiflow workflow upload FILE".')
}

async function show(session: Session, name: string): Promise<void> {
  const client = await session.client()
  const workflow = await client.workflows.get(session.namespace, name)
  const { definition } = workflow
  const lines = {
    Tasks: definition.tasks.map((task) => `${task.name.padEnd(nameWidth(definition))}  ${operatorText(task)}`),
    Rules: ruleLines(definition),
    'Declared triggers': definition.triggers.map(
      (trigger) => `${trigger.name}  starts it when ${describeCondition(trigger.condition)}`,
    ),
    'Declared schedules': definition.schedules.map((each) => `${each.name}  ${each.expression} (${each.timezone})`),
  }
  const sections = Object.entries(lines).flatMap(([title, text]) => (text.length > 0 ? [{ title, lines: text }] : []))
  await session.printer.details(workflow, { fields: fieldsOf(workflow), sections })
}

function fieldsOf(workflow: WorkflowDetail): [string, string][] {
  return [
    ['Workflow', workflow.name],
    ['Namespace', workflow.namespace],
    ['Enabled', workflow.enabled ? 'yes' : 'no'],
    ['Ends', workflow.definition.lifetime === 'untilStopped' ? 'when it is stopped' : 'when nothing more can happen'],
    ['Uploaded', showTime(workflow.updateTime)],
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

function nameWidth({ tasks }: WorkflowDefinition): number {
  return Math.max(0, ...tasks.map(({ name }) => name.length))
}

function operatorText(task: WorkflowDefinition['tasks'][number]): string {
  return clip(oneLine(describeOperator(task)), 60)
}

async function setEnabled(session: Session, name: string, isEnabled: boolean): Promise<void> {
  const client = await session.client()
  const workflow = await client.workflows[isEnabled ? 'enable' : 'disable'](session.namespace, name)
  const message = isEnabled
    ? `"${name}" is enabled: triggers, schedules and people may start it.`
    : `"${name}" is disabled: nothing starts it any more. What lives goes on.`
  await session.printer.done(message, workflow, name)
}
