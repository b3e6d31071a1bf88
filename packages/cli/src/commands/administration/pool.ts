import type { PoolUse } from '@aiflow/sdk/client'
import { MAX_POOL_SLOTS } from '@aiflow/sdk/internal/limits'
import { counted } from '@aiflow/sdk/internal/text'
import type { Command } from 'commander'
import type { Column } from '../../output/printing/table.ts'
import type { OpenSession, Session } from '../../session.ts'
import { askFirst, type Sure, wholeNumber } from '../arguments/arguments.ts'
import { noneThere, withNamespace } from '../arguments/listed-namespace.ts'
import { listedNamespaces } from './listed-namespaces.ts'

const COLUMNS: readonly Column<PoolUse>[] = [
  { title: 'NAME', value: ({ name }) => name, isFlexible: true },
  { title: 'SLOTS', value: ({ slots }) => slots, align: 'right' },
  { title: 'BUSY', value: ({ busy }) => busy, align: 'right' },
  { title: 'WAITING', value: ({ waiting }) => waiting, align: 'right' },
]

export function addPoolCommands(group: Command, open: OpenSession): void {
  group
    .command('list')
    .description('List the pools, with their running and waiting tasks')
    .action((_options: object, command: Command) => list(open(command)))
  group
    .command('set')
    .description('Create a pool, or change its number of slots; 0 closes it')
    .argument('<name>', 'Name of the pool')
    .argument('<slots>', 'Number of tasks that may run at once', wholeNumber(0, MAX_POOL_SLOTS))
    .action((name: string, slots: number, _options: object, command: Command) => set(open(command), name, slots))
  askFirst(group.command('delete <name>'))
    .description('Delete an unused pool')
    .action((name: string, { yes }: Sure, command: Command) => remove(open(command), name, yes))
}

async function list(session: Session): Promise<void> {
  const client = await session.client()
  const names = await listedNamespaces(session, client)
  const items = (await Promise.all(names.map((name) => client.pools.list(name)))).flat()
  await session.printer.list(items, withNamespace(session, COLUMNS), noneThere(session, 'pools'))
}

async function set(session: Session, name: string, slots: number): Promise<void> {
  const client = await session.client()
  const pool = await client.pools.set(session.namespace, name, slots)
  await session.printer.done(`Pool "${name}" has ${counted(slots, 'slot')}.`, pool, name)
}

async function remove(session: Session, name: string, isSure: boolean | undefined): Promise<void> {
  await session.confirm(isSure, `This deletes pool "${name}".`)
  const client = await session.client()
  const deleted = await client.pools.delete(session.namespace, name)
  await session.printer.done(`Deleted pool "${name}".`, deleted, name)
}
