import type { AIFlowClient, OfWorkflowOptions, Page } from '@aiflow/sdk/client'
import type { Command } from 'commander'
import type { Column } from '../../output/printing/table.ts'
import type { OpenSession, Session } from '../../session.ts'
import { askFirst, oneWorkflow, type Sure } from '../arguments/arguments.ts'
import { noneThere, withNamespace } from '../arguments/listed-namespace.ts'
import { allPages } from '../arguments/paging.ts'
import { type OfWorkflow, resolveOfWorkflow, takeOfWorkflow } from './of-workflow.ts'

/** What triggers and schedules have in common. */
interface Resource {
  readonly id: number
  readonly namespace: string
  readonly workflowName: string
  readonly name: string
  readonly paused: boolean
}

interface Calls<Row> {
  list(options: OfWorkflowOptions): Promise<Page<Row>>
  pause(namespace: string, workflow: string, name: string): Promise<Row>
  resume(namespace: string, workflow: string, name: string): Promise<Row>
  delete(namespace: string, workflow: string, name: string): Promise<void>
  deleteAll(namespace: string, workflow: string): Promise<readonly string[]>
}

export interface OfWorkflowCommands<Row extends Resource> {
  readonly noun: 'trigger' | 'schedule'
  readonly columns: readonly Column<Row>[]
  /** Advice for an empty list. */
  readonly hint: string
  readonly resumeDescription: string
  calls(client: AIFlowClient): Calls<Row>
  /** What follows "is active again". */
  describeResumed(row: Row): string
}

/** The arguments that name one of them. */
export type Names = readonly [workflow: string, name: string | undefined]

/** Adds the commands that triggers and schedules have in common. */
export function addOfWorkflowCommands<Row extends Resource>(
  group: Command,
  open: OpenSession,
  kind: OfWorkflowCommands<Row>,
): void {
  const { noun } = kind
  group
    .command('list')
    .description(`List the ${noun}s`)
    .argument('[workflow]', 'Only of this workflow')
    .option('--workflow <name>', 'Same as [workflow]')
    .action((workflow: string | undefined, options: { workflow?: string }, command: Command) =>
      list(open(command), kind, oneWorkflow(workflow, options.workflow)),
    )
  const verbs = { pause: `Pause a ${noun}: it starts nothing until it is resumed`, resume: kind.resumeDescription }
  for (const verb of ['pause', 'resume'] as const) {
    takeOfWorkflow(group.command(verb), noun)
      .description(verbs[verb])
      .action((workflow: string, name: string | undefined, _options: object, command: Command) =>
        setPaused(open(command), kind, verb, [workflow, name]),
      )
  }
  takeOfWorkflow(group.command('delete'), noun)
    .description(`Delete a ${noun}`)
    .option('-y, --yes', `For scripts; deleting one ${noun} never asks`)
    .action((workflow: string, name: string | undefined, _options: object, command: Command) =>
      remove(open(command), kind, [workflow, name]),
    )
  askFirst(group.command('delete-all <workflow>'))
    .description(`Delete all ${noun}s of a workflow`)
    .action((workflow: string, { yes }: Sure, command: Command) => removeAll(open(command), kind, { workflow, yes }))
}

/** The one that the arguments name. An id is looked up. */
export function resolveNames<Row extends Resource>(
  session: Session,
  client: AIFlowClient,
  { noun, calls }: OfWorkflowCommands<Row>,
  names: Names,
): Promise<OfWorkflow> {
  const all = () => allPages((page) => calls(client).list(page))
  return resolveOfWorkflow(noun, names, { namespace: () => session.namespace, list: all })
}

async function list<Row extends Resource>(
  session: Session,
  { noun, calls, columns, hint }: OfWorkflowCommands<Row>,
  workflow: string | undefined,
): Promise<void> {
  const client = await session.client()
  const filter = { namespace: session.namespaceFilter, workflow }
  const items = await allPages((page) => calls(client).list({ ...filter, ...page }))
  await session.printer.list(items, withNamespace(session, columns), noneThere(session, `${noun}s`, { advice: hint }))
}

async function setPaused<Row extends Resource>(
  session: Session,
  kind: OfWorkflowCommands<Row>,
  verb: 'pause' | 'resume',
  names: Names,
): Promise<void> {
  const client = await session.client()
  const { namespace, workflow, name } = await resolveNames(session, client, kind, names)
  const row = await kind.calls(client)[verb](namespace, workflow, name)
  const state = row.paused ? 'is paused: it starts nothing' : `is active again${kind.describeResumed(row)}`
  await session.printer.done(`${titleOf(kind)} "${name}" of "${workflow}" ${state}.`, row, name)
}

async function remove<Row extends Resource>(
  session: Session,
  kind: OfWorkflowCommands<Row>,
  names: Names,
): Promise<void> {
  const client = await session.client()
  const { namespace, workflow, name } = await resolveNames(session, client, kind, names)
  await kind.calls(client).delete(namespace, workflow, name)
  const message = `Deleted ${kind.noun} "${name}" of "${workflow}".`
  await session.printer.done(message, { workflow, name, deleted: true }, name)
}

async function removeAll<Row extends Resource>(
  session: Session,
  { noun, calls }: OfWorkflowCommands<Row>,
  { workflow, yes }: { readonly workflow: string; readonly yes?: boolean | undefined },
): Promise<void> {
  await session.confirm(yes, `This deletes all ${noun}s of "${workflow}".`)
  const client = await session.client()
  const deleted = await calls(client).deleteAll(session.namespace, workflow)
  const names = deleted.map((name) => `"${name}"`).join(', ')
  const message =
    deleted.length === 0 ? `"${workflow}" has no ${noun}s.` : `Deleted ${noun}s of "${workflow}": ${names}.`
  await session.printer.done(message, { workflow, deleted }, deleted.join('\n'))
}

function titleOf({ noun }: { readonly noun: 'trigger' | 'schedule' }): string {
  return noun === 'trigger' ? 'Trigger' : 'Schedule'
}
