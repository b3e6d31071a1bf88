import { join } from 'node:path'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { distinctIssues, issueText, nearestName, parseWholeNumber } from '@aiflow/sdk/internal/text'
import type * as z from 'zod'
import { readConfigFile } from './config-file.ts'
import { CONFIG_KEYS, type Config, type ConfigKey, configSchema } from './config-schema.ts'

export const CONFIG_FILE = 'aiflow.yaml'

/** Variables that look like settings, but tell tasks and programs where their server is, or hold keys. */
const OTHER_VARIABLES: readonly string[] = ['AIFLOW_SERVER_URL', 'AIFLOW_SERVER_FILE', 'AIFLOW_SECRETS_KEY']

type Variables = Readonly<Record<string, string | undefined>>
type Values = Record<string, Record<string, unknown>>

export interface ConfigOptions {
  /** The folder whose `aiflow.yaml` is read, if it exists. */
  readonly home: string
  readonly variables: Variables
}

/** `option`: from the command line. */
export type ConfigSource = 'default' | 'file' | 'environment' | 'option'

export interface ConfigSetting extends ConfigKey {
  readonly value: string | number
  readonly source: ConfigSource
}

/** The configuration of a home: environment over file over defaults. Throws `INVALID_ARGUMENT`. */
export function readConfig(options: ConfigOptions): Config {
  return load(options).config
}

/** Each setting with its value and its source. Throws `INVALID_ARGUMENT`. */
export function listConfig(options: ConfigOptions): ConfigSetting[] {
  const { config, file, environment } = load(options)
  const values: Values = config
  return CONFIG_KEYS.map((one) => {
    const source = has(environment, one) ? 'environment' : has(file, one) ? 'file' : 'default'
    return { ...one, value: values[one.section]?.[one.key] as string | number, source }
  })
}

/** The settings that a server runs with. What differs from the settings of its home came from the command line. */
export function settingsInUse(known: readonly ConfigSetting[], used: Values): ConfigSetting[] {
  return known.map((setting) => {
    const value = used[setting.section]?.[setting.key] as string | number | undefined
    return value === undefined || value === setting.value ? setting : { ...setting, value, source: 'option' }
  })
}

function load({ home, variables }: ConfigOptions): { config: Config; file: Values; environment: Values } {
  const path = join(home, CONFIG_FILE)
  const read = readConfigFile(path)
  const file = check(read?.content ?? {}, (place) => {
    const line = read?.lineOf(place) ?? null
    return line === null ? `"${path}"` : `"${path}", line ${line}`
  })
  const environment = readVariables(variables)
  const config = configSchema.parse(merge(file, environment))
  return { config, file, environment }
}

/** Throws unless the content of a file is a valid configuration; returns it unchanged. */
function check(content: unknown, whereIs: (place: readonly PropertyKey[]) => string): Values {
  const parsed = configSchema.safeParse(withoutEmptySections(content), { error: issueText })
  if (parsed.success) return withoutEmptySections(content) as Values
  const problems = distinctIssues(parsed.error.issues).map((issue) => describe(issue, whereIs))
  throw new AIFlowError('INVALID_ARGUMENT', problems.join(' '), { details: { problems } })
}

function describe(issue: z.core.$ZodIssue, whereIs: (place: readonly PropertyKey[]) => string): string {
  if (issue.code !== 'unrecognized_keys') {
    const name = issue.path.length === 0 ? 'the file' : `"${issue.path.join('.')}"`
    return `${whereIs(issue.path)}: ${name} is not valid: ${issue.message}.`
  }
  const [unknown = ''] = issue.keys
  const path = [...issue.path, unknown]
  return `${whereIs(path)}: there is no setting "${path.join('.')}". ${advise(unknown, issue.path)}`
}

function advise(unknown: string, path: readonly PropertyKey[]): string {
  const siblings = path.length === 0 ? sections() : keysOf(String(path[0]))
  const nearest = nearestName(unknown, siblings)
  if (nearest !== null) return `Did you mean "${[...path, nearest].join('.')}"?`
  return `There ${siblings.length === 1 ? 'is' : 'are'} ${siblings.map((name) => `"${[...path, name].join('.')}"`).join(', ')}.`
}

function readVariables(variables: Variables): Values {
  const values: Values = {}
  for (const [variable, text] of Object.entries(variables)) {
    if (text === undefined || text === '' || OTHER_VARIABLES.includes(variable)) continue
    const found = CONFIG_KEYS.find((one) => one.variable === variable)
    if (found === undefined) refuseUnknown(variable)
    else values[found.section] = { ...values[found.section], [found.key]: parseVariable(found, text) }
  }
  return values
}

/** An unknown variable with the prefix of a setting is a typo. Other variables of ours are not settings. */
function refuseUnknown(variable: string): void {
  if (!sections().some((section) => variable.startsWith(`AIFLOW_${section.toUpperCase()}_`))) return
  const names = CONFIG_KEYS.map((one) => one.variable)
  const nearest = nearestName(variable, names)
  const advice = nearest === null ? `There are ${names.join(', ')}.` : `Did you mean "${nearest}"?`
  throw new AIFlowError('INVALID_ARGUMENT', `The environment variable "${variable}" is not a setting. ${advice}`)
}

function parseVariable({ variable, section, key, byDefault }: ConfigKey, text: string): unknown {
  const value = typeof byDefault === 'number' ? parseWholeNumber(text) : text
  const parsed = configSchema.safeParse({ [section]: { [key]: value } }, { error: issueText })
  if (value !== null && parsed.success) return value
  const problem = value === null ? 'must be a whole number' : (parsed.error?.issues[0]?.message ?? 'is not valid')
  throw new AIFlowError(
    'INVALID_ARGUMENT',
    `The environment variable "${variable}" is ${JSON.stringify(text)}. It ${problem}.`,
  )
}

function merge(file: Values, environment: Values): Values {
  const merged: Values = { ...file }
  for (const [section, values] of Object.entries(environment)) merged[section] = { ...merged[section], ...values }
  return merged
}

/** A section whose settings are all commented out is null in YAML. */
function withoutEmptySections(content: unknown): unknown {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return content
  return Object.fromEntries(Object.entries(content).filter(([, value]) => value !== null))
}

function has(values: Values, { section, key }: ConfigKey): boolean {
  const of = values[section]
  return of !== undefined && Object.hasOwn(of, key)
}

function sections(): string[] {
  return [...new Set(CONFIG_KEYS.map(({ section }) => section))]
}

function keysOf(section: string): string[] {
  return CONFIG_KEYS.filter((one) => one.section === section).map(({ key }) => key)
}
