import { AIFlowError } from '@aiflow/sdk'
import type { AIFlowClient, SnapshotResource } from '@aiflow/sdk/client'
import type { Command } from 'commander'
import type { Column } from '../../output/printing/table.ts'
import { showTime } from '../../output/text/time.ts'
import type { OpenSession, Session } from '../../session.ts'
import { askFirst, type Sure } from '../arguments/arguments.ts'
import { allPages } from '../arguments/paging.ts'

const COLUMNS: readonly Column<SnapshotResource>[] = [
  { title: 'HASH', value: ({ hash }) => hash.slice(0, 12) },
  { title: 'UPLOADED', value: ({ createTime }) => showTime(createTime) },
  { title: 'CURRENT', value: ({ current }) => (current ? 'yes' : 'no') },
]

/** Adds commands about the versions of a workflow. */
export function addSnapshotCommands(group: Command, open: OpenSession): void {
  group
    .command('snapshots <name>')
    .description('List the uploaded versions of a workflow, newest first')
    .action((name: string, _options: object, command: Command) => list(open(command), name))
  group
    .command('show-snapshot <name> <hash>')
    .description('Show a version: its source and files; the first characters of the hash are enough')
    .action((name: string, hash: string, _options: object, command: Command) => show(open(command), name, hash))
  askFirst(group.command('delete-snapshot <name> <hash>'))
    .description('Delete an unused version')
    .action((name: string, hash: string, { yes }: Sure, command: Command) => remove(open(command), name, hash, yes))
}

async function list(session: Session, name: string): Promise<void> {
  const items = await snapshotsOf(session, await session.client(), name)
  await session.printer.list(items, COLUMNS, `"${name}" has no snapshots.`)
}

async function show(session: Session, name: string, prefix: string): Promise<void> {
  const client = await session.client()
  const { hash } = await findSnapshot(session, client, name, prefix)
  const snapshot = await client.workflows.snapshot(hash)
  const { files, packages } = snapshot
  const source = await client.workflows.source(hash)
  const fields: [string, string][] = [
    ['Snapshot', hash],
    ['Workflow', snapshot.workflowName],
    ['Uploaded', showTime(snapshot.createTime)],
    ['Current', snapshot.current ? 'yes' : 'no'],
    ['Files', files.length === 0 ? '-' : files.map(({ path }) => path).join(', ')],
    [
      'npm packages',
      packages.length === 0 ? '-' : packages.map(({ name, version }) => `${name} ${version}`).join(', '),
    ],
  ]
  const sections = source === null ? [] : [{ title: source.path, lines: source.text.trimEnd().split('\n') }]
  await session.printer.details({ ...snapshot, source }, { fields, sections })
}

async function remove(session: Session, name: string, prefix: string, isSure: boolean | undefined): Promise<void> {
  const client = await session.client()
  const snapshot = await findSnapshot(session, client, name, prefix)
  await session.confirm(isSure, `This deletes snapshot ${snapshot.hash.slice(0, 12)} of "${name}".`)
  await client.workflows.deleteSnapshot(snapshot.hash)
  const message = `Deleted snapshot ${snapshot.hash.slice(0, 12)} of "${name}".`
  await session.printer.done(message, { hash: snapshot.hash, deleted: true }, snapshot.hash)
}

async function findSnapshot(
  session: Session,
  client: AIFlowClient,
  name: string,
  prefix: string,
): Promise<SnapshotResource> {
  const found = (await snapshotsOf(session, client, name)).filter(({ hash }) => hash.startsWith(prefix))
  const [snapshot, ...others] = found
  if (snapshot !== undefined && others.length === 0) return snapshot
  const problem = found.length === 0 ? 'no snapshot' : `${found.length} snapshots`
  const advice = `See them with "aiflow workflow snapshots ${name}".`
  const text = `"${name}" has ${problem} whose hash begins with "${prefix}". ${advice}`
  throw new AIFlowError('SNAPSHOT_NOT_FOUND', text, { details: { workflow: name, hash: prefix } })
}

function snapshotsOf(session: Session, client: AIFlowClient, name: string): Promise<readonly SnapshotResource[]> {
  return allPages((page) => client.workflows.snapshots(session.namespace, name, page))
}
