import { basename, resolve } from 'node:path'
import { AIFlowError } from '@aiflow/sdk'
import { isName, NAME_RULE } from '@aiflow/sdk/internal/limits'
import { type Command, Option } from 'commander'
import { wrongUse } from '../../output/errors.ts'
import type { Column } from '../../output/printing/table.ts'
import type { OpenSession, Session } from '../../session.ts'
import { changeContexts } from '../../settings/change-contexts.ts'
import { findContext, HOME_CONTEXT } from '../../settings/choose-context.ts'
import { type Context, ContextsFile } from '../../settings/contexts-file.ts'
import { urlOf, withScheme } from '../../settings/given-settings.ts'
import { askFirst, type Sure } from '../arguments/arguments.ts'

interface AddOptions {
  readonly tokenFile?: string
  readonly tokenVariable?: string
}

/** A context as it is printed: with whether calls use it unless they say otherwise. */
interface ListedContext extends Omit<Context, 'server'> {
  readonly current: boolean
  /** Null for the server of the home, wherever it listens. */
  readonly server: string | null
}

const COLUMNS: readonly Column<ListedContext>[] = [
  { title: 'USED', value: ({ current }) => (current ? '*' : '') },
  { title: 'NAME', value: ({ name }) => name, isFlexible: true },
  { title: 'SERVER', value: ({ server }) => server ?? 'the one of the home', isFlexible: true },
  { title: 'NAMESPACE', value: ({ namespace }) => namespace ?? '-', isFlexible: true },
  { title: 'TOKEN', value: describeToken, isFlexible: true },
]

export function addContextCommands(group: Command, open: OpenSession): void {
  group
    .command('list')
    .description('List the servers that have a name here')
    .action((_options: object, command: Command) => list(open(command)))
  group
    .command('show')
    .description('Show a context; without a name, the one that commands use, and what chose it')
    .argument('[name]', 'Name of the context')
    .action((name: string | undefined, _options: object, command: Command) => show(open(command), name))
  group
    .command('use')
    .description(`Make a context the one that commands use; "${HOME_CONTEXT}" is the server of the home`)
    .argument('<name>', 'Name of the context')
    .action((name: string, _options: object, command: Command) => use(open(command), name))
  group
    .command('add')
    .description('Give a name to a server, with where its token is; --namespace becomes its default')
    .argument('<name>', 'Name of the context')
    .argument('<url>', 'Address of the server')
    .addOption(new Option('--token-file <file>', 'File with the token').conflicts('tokenVariable'))
    .option('--token-variable <name>', 'Variable of the environment with the token (default: AIFLOW_TOKEN)')
    .action((name: string, url: string, options: AddOptions, command: Command) =>
      add(open(command), { name, url, ...options }),
    )
  askFirst(group.command('delete'))
    .description('Delete a context; nothing happens to the server')
    .argument('<name>', 'Name of the context')
    .action((name: string, { yes }: Sure, command: Command) => remove(open(command), name, yes))
}

async function list(session: Session): Promise<void> {
  await session.printer.list(listedContexts(session), COLUMNS, '')
}

async function show(session: Session, name: string | undefined): Promise<void> {
  const { context, from } = session.context
  const asked = name ?? context?.name ?? HOME_CONTEXT
  findContext(fileOf(session), asked)
  const found = listedContexts(session).find((each) => each.name === asked)
  if (found === undefined) throw new Error(`the context "${asked}" is not listed`)
  const chosenBy = session.projectServer === null || session.project === null ? from : basename(session.project.file)
  const projectServer = name === undefined ? session.projectServer : null
  const fields: [string, string][] = [
    ['Context', found.name],
    ['Server', projectServer ?? found.server ?? `the one of the home "${session.home.folder}"`],
    ['Namespace', found.namespace ?? '-'],
    ['Token', describeToken(found)],
    ...(name === undefined ? [['Chosen by', chosenBy] as [string, string]] : []),
  ]
  await session.printer.details(
    name === undefined ? { ...found, server: projectServer ?? found.server, from: chosenBy } : found,
    { fields },
  )
}

async function use(session: Session, name: string): Promise<void> {
  const file = fileOf(session)
  await changeContexts(file, (contexts) => ({ ...contexts, current: findContext(file, name)?.name ?? null }))
  await session.printer.done(`Commands now use the context "${name}".`, { name }, name)
}

async function add(
  session: Session,
  given: AddOptions & { readonly name: string; readonly url: string },
): Promise<void> {
  const { name, url, tokenFile, tokenVariable } = given
  if (!isName(name)) throw wrongUse(`The name ${JSON.stringify(name)} of a context ${NAME_RULE}.`)
  const context = {
    name,
    server: urlOf({ value: withScheme(url), from: 'The address of the server' }),
    namespace: session.isNamespaceGiven ? session.namespace : null,
    tokenFile: tokenFile === undefined ? null : resolve(session.folder, tokenFile),
    tokenVariable: tokenVariable ?? null,
  }
  await changeContexts(fileOf(session), ({ current, contexts }) => {
    refuseTaken(name, contexts)
    return { current, contexts: [...contexts, context] }
  })
  const next = `Use it once with "--use-context ${name}", or always with "aiflow context use ${name}".`
  await session.printer.done(`Added the context "${name}". ${next}`, context, name)
}

function refuseTaken(name: string, contexts: readonly Context[]): void {
  if (name !== HOME_CONTEXT && !contexts.some((context) => context.name === name)) return
  const message = `There is a context "${name}" already. Delete it first, or choose another name.`
  throw new AIFlowError('ALREADY_EXISTS', message, { details: { name } })
}

async function remove(session: Session, name: string, yes: boolean | undefined): Promise<void> {
  const file = fileOf(session)
  if (findContext(file, name) === null)
    throw wrongUse(`"${HOME_CONTEXT}" is the server of the home and cannot be deleted.`)
  await session.confirm(yes, `This forgets the context "${name}".`)
  let wasCurrent = false
  await changeContexts(file, ({ current, contexts }) => {
    wasCurrent = current === name
    return { current: wasCurrent ? null : current, contexts: contexts.filter((context) => context.name !== name) }
  })
  const next = wasCurrent ? ` Commands now use the server of the home.` : ''
  await session.printer.done(`Deleted the context "${name}".${next}`, { name }, name)
}

function listedContexts(session: Session): ListedContext[] {
  const used = session.context.context?.name ?? HOME_CONTEXT
  const home = { name: HOME_CONTEXT, server: null, namespace: null, tokenFile: null, tokenVariable: null }
  return [home, ...fileOf(session).read().contexts].map((context) => ({ ...context, current: context.name === used }))
}

function fileOf({ contextsFolder }: Session): ContextsFile {
  return new ContextsFile(contextsFolder)
}

/** Where the token is, never the token. */
function describeToken({ tokenFile, tokenVariable }: Pick<Context, 'tokenFile' | 'tokenVariable'>): string {
  return tokenFile ?? (tokenVariable === null ? '-' : `$${tokenVariable}`)
}
