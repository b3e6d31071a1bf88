import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AIFlowError } from '@aiflow/sdk'
import { nearestName } from '@aiflow/sdk/internal/text'
import { CONFIG_FILE, defaultConfigFile } from '@aiflow/server/config'
import type { Command } from 'commander'
import type { Column } from '../../output/printing/table.ts'
import { type ListedSetting, listSettings } from '../../server/settings.ts'
import type { OpenSession, Session } from '../../session.ts'

const COLUMNS: readonly Column<ListedSetting>[] = [
  { title: 'SETTING', value: ({ name }) => name },
  { title: 'VALUE', value: ({ value }) => value, isFlexible: true },
  { title: 'FROM', value: ({ source }) => source },
  { title: 'MEANING', value: ({ description }) => description, isFlexible: true, isWrapped: true },
]

export function addConfigCommands(group: Command, open: OpenSession): void {
  group
    .command('init')
    .description(`Write "${CONFIG_FILE}" into the home, with every setting explained and at its default`)
    .action((_options: object, command: Command) => init(open(command)))
  group
    .command('list')
    .description('List the settings, with their values and where these come from')
    .action((_options: object, command: Command) => list(open(command)))
  group
    .command('get-value <setting>')
    .description('Print the value of a setting, such as server.port')
    .action((name: string, _options: object, command: Command) => getValue(open(command), name))
}

async function init({ home, printer }: Session): Promise<void> {
  const path = join(home.folder, CONFIG_FILE)
  mkdirSync(home.folder, { recursive: true, mode: 0o700 })
  try {
    writeFileSync(path, defaultConfigFile(), { mode: 0o600, flag: 'wx' })
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause
    throw new AIFlowError('ALREADY_EXISTS', `"${path}" exists already. Edit it, or remove it first.`, { cause })
  }
  await printer.done(`Wrote "${path}". A server reads it when it starts.`, { path }, path)
}

async function list(session: Session): Promise<void> {
  await session.printer.list(listSettings(session.home, session.project), COLUMNS, '')
}

async function getValue(session: Session, name: string): Promise<void> {
  const settings = listSettings(session.home, session.project)
  const setting = settings.find((each) => each.name === name)
  if (setting === undefined) {
    const names = settings.map((each) => each.name)
    const nearest = nearestName(name, names)
    const advice = nearest === null ? 'See them with "aiflow config list".' : `Did you mean "${nearest}"?`
    throw new AIFlowError('INVALID_ARGUMENT', `There is no setting "${name}". ${advice}`, { details: { name } })
  }
  const text = String(setting.value)
  await session.printer.done(text, setting, text)
}
