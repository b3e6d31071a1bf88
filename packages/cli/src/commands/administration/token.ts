import type { Role, TokenResource } from '@aiflow/sdk/client'
import { type Command, Option } from 'commander'
import type { Column } from '../../output/printing/table.ts'
import { showTime } from '../../output/text/time.ts'
import type { OpenSession, Session } from '../../session.ts'
import { askFirst, parsePeriod, parseTime, type Sure } from '../arguments/arguments.ts'

const ROLES: readonly Role[] = ['viewer', 'operator', 'author', 'admin']

interface CreateOptions {
  readonly role: Role
  readonly namespaces?: string[]
  readonly expiresIn?: number
  readonly expireTime?: number
}

const COLUMNS: readonly Column<TokenResource>[] = [
  { title: 'NAME', value: ({ name }) => name, isFlexible: true },
  { title: 'ROLE', value: ({ role }) => role },
  { title: 'NAMESPACES', value: ({ namespaces }) => namespaces?.join(' ') ?? 'all', isFlexible: true },
  { title: 'EXPIRES', value: ({ expireTime }) => (expireTime === null ? 'never' : showTime(expireTime)) },
  { title: 'LAST USED', value: ({ lastUsedTime }) => showTime(lastUsedTime) },
]

export function addTokenCommands(group: Command, open: OpenSession): void {
  group
    .command('create <name>')
    .description('Create a token; its secret is shown only once')
    .addOption(
      new Option('--role <role>', 'What the token may do; each role includes those before it')
        .choices(ROLES)
        .makeOptionMandatory(),
    )
    .option('--namespaces <names...>', 'Only for these namespaces (default: all)')
    .addOption(
      new Option('--expires-in <time>', 'How long it is valid, such as 30m, 12h or 90d (default: for ever)')
        .argParser(parsePeriod)
        .conflicts('expireTime'),
    )
    .option('--expire-time <time>', 'When it expires: ISO 8601, in your time zone if it names none', parseTime)
    .action((name: string, options: CreateOptions, command: Command) => create(open(command), name, options))
  group
    .command('list')
    .description('List the tokens, without their secrets')
    .action((_options: object, command: Command) => list(open(command)))
  askFirst(group.command('revoke <name>'))
    .description('Revoke a token')
    .action((name: string, { yes }: Sure, command: Command) => revoke(open(command), name, yes))
}

async function create(session: Session, name: string, options: CreateOptions): Promise<void> {
  const client = await session.client()
  const { role, namespaces = null } = options
  const token = await client.tokens.create({ name, role, namespaces, expireTime: expireTimeOf(options) })
  await session.printer.done(
    `Created token "${name}" (${role}). Its secret is shown only now:\n\n  ${token.secret}\n\nUse it: AIFLOW_TOKEN=… aiflow --server URL …`,
    token,
    token.secret,
  )
}

function expireTimeOf({ expiresIn, expireTime }: CreateOptions): number | null {
  return expiresIn === undefined ? (expireTime ?? null) : Date.now() + expiresIn
}

async function list(session: Session): Promise<void> {
  const client = await session.client()
  const { items } = await client.tokens.list()
  await session.printer.list(
    items,
    COLUMNS,
    'No tokens except the one of the home. Create one with "aiflow token create".',
  )
}

async function revoke(session: Session, name: string, isSure: boolean | undefined): Promise<void> {
  await session.confirm(isSure, `This shuts out everyone who uses token "${name}".`)
  const client = await session.client()
  const token = await client.tokens.revoke(name)
  await session.printer.done(`Revoked token "${name}".`, token, name)
}
