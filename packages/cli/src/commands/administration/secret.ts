import type { ListedSecret } from '@aiflow/sdk/client'
import { counted } from '@aiflow/sdk/internal/text'
import type { Command } from 'commander'
import { wrongUse } from '../../output/errors.ts'
import type { Column } from '../../output/printing/table.ts'
import { showTime } from '../../output/text/time.ts'
import { readText } from '../../read-text.ts'
import type { OpenSession, Session } from '../../session.ts'
import { askFirst, type Sure } from '../arguments/arguments.ts'
import { noneThere, withNamespace } from '../arguments/listed-namespace.ts'
import { listedNamespaces } from './listed-namespaces.ts'
import { lossText, usedByText } from './used-by.ts'

/** Shorter values are not masked in the output of tasks. */
const MASKED_CHARACTERS = 6

const COLUMNS: readonly Column<ListedSecret>[] = [
  { title: 'NAME', value: ({ name }) => name, isFlexible: true },
  { title: 'SET', value: ({ updateTime }) => showTime(updateTime) },
  { title: 'BY', value: ({ setBy }) => setBy ?? '-', isFlexible: true },
  { title: 'USED BY', value: ({ usedBy }) => usedByText(usedBy), isFlexible: true },
  { title: 'KEY', value: ({ keyId, readable }) => (readable ? keyId : `${keyId} (missing)`) },
]

interface SetOptions {
  readonly file?: string
}

export function addSecretCommands(group: Command, open: OpenSession): void {
  group
    .command('set <name>')
    .description('Create a secret, or give it another value: from stdin, from a file, or asked for at the terminal')
    .option('--file <path>', 'Take the content of a file, unchanged')
    .allowExcessArguments()
    .action((name: string, options: SetOptions, command: Command) => {
      if (command.args.length > 1) throw valueAsArgument(name)
      return set(open(command), name, options)
    })
  group
    .command('list')
    .description('List the secrets, without their values')
    .action((_options: object, command: Command) => list(open(command)))
  askFirst(group.command('delete <name>'))
    .description('Delete a secret')
    .action((name: string, { yes }: Sure, command: Command) => remove(open(command), name, yes))
  group
    .command('rotate-key')
    .description('Encrypt all secrets of the server with a new key')
    .action((_options: object, command: Command) => rotate(open(command)))
}

async function set(session: Session, name: string, { file }: SetOptions): Promise<void> {
  const value = file === undefined ? withoutLineEnd(await session.hiddenInput(`Value of "${name}": `)) : readText(file)
  const client = await session.client()
  const secret = await client.secrets.set(session.namespace, name, value)
  await session.printer.done(`Secret "${name}" is set.`, secret, name)
  if (value.length < MASKED_CHARACTERS)
    session.printer.note(
      `It has fewer than ${MASKED_CHARACTERS} characters, so it is not masked in the output of tasks.`,
    )
}

/** What was typed is not repeated. */
function valueAsArgument(name: string): Error {
  return wrongUse(
    `The value of a secret is no argument, since the history of the shell keeps it. Run "aiflow secret set ${name}" and type it there, pipe it in, or name a file with --file.`,
  )
}

/** The end of a single line is that of the line, not of the value. A text of several lines stays as it is. */
function withoutLineEnd(text: string): string {
  const line = text.replace(/\r?\n$/, '')
  return line.includes('\n') ? text : line
}

async function list(session: Session): Promise<void> {
  const client = await session.client()
  const names = await listedNamespaces(session, client)
  const items = (await Promise.all(names.map((name) => client.secrets.list(name)))).flat()
  await session.printer.list(items, withNamespace(session, COLUMNS), noneThere(session, 'secrets'))
}

async function remove(session: Session, name: string, isSure: boolean | undefined): Promise<void> {
  const client = await session.client()
  const found = (await client.secrets.list(session.namespace)).find((secret) => secret.name === name)
  await session.confirm(isSure, `This deletes secret "${name}". ${lossText(found?.usedBy)}`)
  const deleted = await client.secrets.delete(session.namespace, name)
  await session.printer.done(`Deleted secret "${name}".`, deleted, name)
}

async function rotate(session: Session): Promise<void> {
  const client = await session.client()
  const rotated = await client.secrets.rotateKey()
  const { keyId, encrypted, unreadable } = rotated
  await session.printer.done(`${counted(encrypted, 'secret')} encrypted with the key ${keyId}.`, rotated, keyId)
  for (const secret of unreadable)
    session.printer.note(
      `"${secret.name}" of the namespace "${secret.namespace}" could not be read with the key ${secret.keyId}, and is unchanged.`,
    )
}
