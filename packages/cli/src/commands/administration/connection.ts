import type { AIFlowClient, ListedConnection } from '@aiflow/sdk/client'
import { CONNECTION_TYPES, type ConnectionField } from '@aiflow/sdk/internal/connections'
import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import { type Command, Option } from 'commander'
import { Exit, ExitCode, wrongUse } from '../../output/errors.ts'
import type { Column } from '../../output/printing/table.ts'
import { oneLine } from '../../output/text/text.ts'
import { showTime } from '../../output/text/time.ts'
import type { OpenSession, Session } from '../../session.ts'
import { askFirst, collectPair, type Sure } from '../arguments/arguments.ts'
import { noneThere, withNamespace } from '../arguments/listed-namespace.ts'
import { listedNamespaces } from './listed-namespaces.ts'
import { lossText, usedByText } from './used-by.ts'

type Pairs = Readonly<Record<string, string>>

interface SetOptions {
  readonly type?: string
  readonly secret?: Pairs
}

const COLUMNS: readonly Column<ListedConnection>[] = [
  { title: 'NAME', value: ({ name }) => name, isFlexible: true },
  { title: 'TYPE', value: ({ type }) => type },
  { title: 'FIELDS', value: ({ fields }) => pairsOf(fields).join(' '), isFlexible: true },
  { title: 'SECRETS', value: secretsText, isFlexible: true },
  { title: 'USED BY', value: ({ usedBy }) => usedByText(usedBy), isFlexible: true },
  { title: 'SET', value: ({ updateTime }) => showTime(updateTime) },
  { title: 'BY', value: ({ setBy }) => setBy ?? '-', isFlexible: true },
]

const FIELD_COLUMNS: readonly Column<ConnectionField & { readonly type: string }>[] = [
  { title: 'TYPE', value: ({ type }) => type },
  { title: 'FIELD', value: ({ name }) => name },
  { title: 'VALUE', value: describeValue, isFlexible: true },
  { title: 'MEANING', value: ({ description }) => description, isFlexible: true },
]

export function addConnectionCommands(group: Command, open: OpenSession): void {
  group
    .command('set')
    .argument('<name>', 'Name of the connection')
    .argument('[fields...]', 'Fields, as FIELD=VALUE; without a value, a field is removed', collectPair)
    .description('Create a connection, or change some of its fields')
    .addOption(
      new Option('--type <type>', 'What it leads to; needed for a new one').choices(Object.keys(CONNECTION_TYPES)),
    )
    .option('--secret <field=secret>', 'Name of the secret with the value of a secret field; repeatable', collectPair)
    .action((name: string, fields: Pairs, options: SetOptions, command: Command) =>
      set(open(command), name, { ...fields }, options),
    )
  group
    .command('list')
    .description('List the connections')
    .action((_options: object, command: Command) => list(open(command)))
  group
    .command('show <name>')
    .description('Show a connection, without the values of its secrets')
    .action((name: string, _options: object, command: Command) => show(open(command), name))
  group
    .command('test <name>')
    .description('Have a worker connect, and say what happens')
    .action((name: string, _options: object, command: Command) => test(open(command), name))
  askFirst(group.command('delete <name>'))
    .description('Delete a connection, and not its secrets')
    .action((name: string, { yes }: Sure, command: Command) => remove(open(command), name, yes))
  group
    .command('types')
    .description('List the types of connections, and their fields')
    .action((_options: object, command: Command) => types(open(command)))
}

async function set(session: Session, name: string, fields: Pairs, { type, secret = {} }: SetOptions): Promise<void> {
  const client = await session.client()
  const before = await find(client, session.namespace, name)
  const wanted = type ?? before?.type
  if (wanted === undefined) throw wrongUse(`"${name}" is a new connection. Give its type, such as "--type postgres".`)
  // What is not named stays as it is.
  const kept = before?.type === wanted ? before : { fields: {}, secrets: {} }
  const connection = {
    type: wanted,
    fields: withoutEmpty({ ...kept.fields, ...fields }),
    secrets: withoutEmpty({ ...kept.secrets, ...secret }),
  }
  const stored = await client.connections.set(session.namespace, name, connection)
  await session.printer.done(`Connection "${name}" (${wanted}) is set.`, stored, name)
  const { missingSecrets } = await client.connections.get(session.namespace, name)
  for (const missing of missingSecrets)
    session.printer.note(`The secret "${missing}" does not exist yet. Set it with "aiflow secret set ${missing}".`)
}

async function find(client: AIFlowClient, namespace: string, name: string): Promise<ListedConnection | null> {
  try {
    return await client.connections.get(namespace, name)
  } catch (error) {
    if (isAIFlowError(error) && error.code === 'CONNECTION_NOT_FOUND') return null
    throw error
  }
}

function withoutEmpty<Value>(values: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
}

async function list(session: Session): Promise<void> {
  const client = await session.client()
  const names = await listedNamespaces(session, client)
  const items = (await Promise.all(names.map((name) => client.connections.list(name)))).flat()
  const advice = 'Create one with "aiflow connection set".'
  await session.printer.list(items, withNamespace(session, COLUMNS), noneThere(session, 'connections', { advice }))
}

async function show(session: Session, name: string): Promise<void> {
  const client = await session.client()
  const connection = await client.connections.get(session.namespace, name)
  const { type, fields, usedBy, setBy, updateTime } = connection
  const sections = [
    { title: 'Fields', lines: pairsOf(fields, ' = ').map(oneLine) },
    { title: 'Secrets', lines: secretPairs(connection, ' = ').map(oneLine) },
  ]
  await session.printer.details(connection, {
    fields: [
      ['Connection', name],
      ['Type', type],
      ['Set', showTime(updateTime)],
      ['By', setBy ?? '-'],
      ['Used by', usedByText(usedBy)],
    ],
    sections: sections.filter(({ lines }) => lines.length > 0),
  })
}

async function test(session: Session, name: string): Promise<void> {
  const client = await session.client()
  const result = await client.connections.test(session.namespace, name)
  const { ok, message, durationMs } = result
  const text = `Connection "${name}" ${ok ? 'works' : 'fails'}: ${oneLine(message)} (${durationMs} ms)`
  await session.printer.done(text, result, ok ? 'ok' : 'failed')
  if (!ok) throw new Exit(ExitCode.failure)
}

async function remove(session: Session, name: string, isSure: boolean | undefined): Promise<void> {
  const client = await session.client()
  const found = await find(client, session.namespace, name)
  await session.confirm(isSure, `This deletes connection "${name}". ${lossText(found?.usedBy)}`)
  const deleted = await client.connections.delete(session.namespace, name)
  await session.printer.done(`Deleted connection "${name}".`, deleted, name)
}

async function types(session: Session): Promise<void> {
  const fields = Object.values(CONNECTION_TYPES).flatMap((type) =>
    type.fields.map((field) => ({ type: type.name, ...field })),
  )
  await session.printer.list(fields, FIELD_COLUMNS, '')
}

function describeValue({
  kind,
  choices = [],
  min,
  max,
  secret = false,
  required = false,
  ...field
}: ConnectionField): string {
  const text =
    kind === 'choice'
      ? choices.join(', ')
      : kind === 'number'
        ? `${min}-${max}`
        : kind === 'flag'
          ? 'true, false'
          : kind
  const what = secret ? 'name of a secret' : text
  if (field.default !== undefined) return `${what} (default: ${field.default})`
  return required ? `${what} (required)` : what
}

function pairsOf(values: Readonly<Record<string, unknown>>, between = '='): string[] {
  return Object.entries(values).map(([name, value]) => `${name}${between}${value}`)
}

function secretsText(connection: ListedConnection): string {
  const pairs = secretPairs(connection)
  return pairs.length === 0 ? '-' : pairs.join(' ')
}

function secretPairs({ secrets, missingSecrets }: ListedConnection, between = '='): string[] {
  return Object.entries(secrets).map(
    ([field, name]) => `${field}${between}${name}${missingSecrets.includes(name) ? ' (missing)' : ''}`,
  )
}
