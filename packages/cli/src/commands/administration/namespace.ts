import type { NamespaceResource } from '@aiflow/sdk/client'
import type { Command } from 'commander'
import type { Column } from '../../output/printing/table.ts'
import { oneLine } from '../../output/text/text.ts'
import { showTime } from '../../output/text/time.ts'
import type { OpenSession, Session } from '../../session.ts'
import { askFirst, collectPair, type Sure } from '../arguments/arguments.ts'
import { allPages } from '../arguments/paging.ts'

type Properties = Readonly<Record<string, string>>

const COLUMNS: readonly Column<NamespaceResource>[] = [
  { title: 'NAME', value: ({ name }) => name, isFlexible: true },
  { title: 'PROPERTIES', value: ({ properties }) => describeProperties(properties), isFlexible: true },
  { title: 'CREATED', value: ({ createTime }) => showTime(createTime) },
]

export function addNamespaceCommands(group: Command, open: OpenSession): void {
  group
    .command('add <name>')
    .description('Add a namespace: a separate space of names and events')
    .option('--property <name=value>', 'Property of the namespace; repeatable', collectPair)
    .action((name: string, { property }: { property?: Properties }, command: Command) =>
      add(open(command), name, property ?? {}),
    )
  group
    .command('list')
    .description('List the namespaces')
    .action((_options: object, command: Command) => list(open(command)))
  group
    .command('show <name>')
    .description('Show a namespace and its properties')
    .action((name: string, _options: object, command: Command) => show(open(command), name))
  group
    .command('set-properties')
    .argument('<name>', 'Name of the namespace')
    .argument('[properties...]', 'Properties, as NAME=VALUE', collectPair)
    .description('Replace all properties of a namespace; without any, remove them')
    .action((name: string, properties: Properties, _options: object, command: Command) =>
      setProperties(open(command), name, { ...properties }),
    )
  askFirst(group.command('delete <name>'))
    .description('Delete an empty namespace')
    .action((name: string, { yes }: Sure, command: Command) => remove(open(command), name, yes))
}

async function add(session: Session, name: string, properties: Properties): Promise<void> {
  const client = await session.client()
  const added = await client.namespaces.add(name, properties)
  await session.printer.done(`Added namespace "${name}". Use it with "-n ${name}".`, added, name)
}

async function list(session: Session): Promise<void> {
  const client = await session.client()
  const items = await allPages((page) => client.namespaces.list(page))
  await session.printer.list(items, COLUMNS, 'No namespaces.')
}

async function show(session: Session, name: string): Promise<void> {
  const client = await session.client()
  const namespace = await client.namespaces.get(name)
  const lines = Object.entries(namespace.properties).map(([key, value]) => oneLine(`${key} = ${value}`))
  const sections = lines.length === 0 ? [] : [{ title: 'Properties', lines }]
  const fields: [string, string][] = [
    ['Namespace', namespace.name],
    ['Created', showTime(namespace.createTime)],
  ]
  await session.printer.details(namespace, { fields, sections })
}

async function setProperties(session: Session, name: string, properties: Properties): Promise<void> {
  const client = await session.client()
  const namespace = await client.namespaces.setProperties(name, properties)
  const text =
    Object.keys(properties).length === 0
      ? 'has no properties now'
      : `has ${describeProperties(namespace.properties)} now`
  await session.printer.done(`Namespace "${name}" ${text}.`, namespace, name)
}

async function remove(session: Session, name: string, isSure: boolean | undefined): Promise<void> {
  await session.confirm(isSure, `This deletes namespace "${name}".`)
  const client = await session.client()
  const deleted = await client.namespaces.delete(name)
  await session.printer.done(`Deleted namespace "${name}".`, deleted, name)
}

function describeProperties(properties: Properties): string {
  const pairs = Object.entries(properties).map(([name, value]) => `${name}=${value}`)
  return pairs.length === 0 ? '-' : pairs.join(' ')
}
