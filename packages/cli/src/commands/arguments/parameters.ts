import { resolve } from 'node:path'
import { AIFlowError, isAIFlowError } from '@aiflow/sdk'
import type { AIFlowClient } from '@aiflow/sdk/client'
import { describeJsonProblem, findJsonProblem, type Json } from '@aiflow/sdk/internal/json'
import type { Command } from 'commander'
import { wrongUse } from '../../output/errors.ts'
import { oneLine } from '../../output/text/text.ts'
import type { Session } from '../../session.ts'
import { collectPair } from './arguments.ts'
import { mayBeText, parameterValue } from './parameter-value.ts'

export interface ParameterOptions {
  readonly param?: Readonly<Record<string, string>>
  readonly paramsFile?: string
}

type Parameters = Record<string, Json>

/** The JSON Schema of parameters; undefined where there are none. */
type Schema = Parameters | undefined

interface Issue {
  readonly path: readonly unknown[]
  readonly problem?: unknown
}

export function takeParameters(command: Command, whose = 'Parameter of the workflow; repeatable'): Command {
  return command
    .option('-p, --param <name=value>', whose, collectPair)
    .option('--params-file <path>', 'JSON or YAML file with parameters; --param wins over it')
}

/** Reads the schema of the parameters of a workflow when it is needed. */
export function schemaOf(session: Session, client: AIFlowClient, workflow: string): () => Promise<Schema> {
  return async () => (await client.workflows.get(session.namespace, workflow)).definition.parameters
}

/**
 * Sends the given parameters as JSON. Those that the server refuses are sent again as texts, because only the server knows
 * what a schema accepts.
 */
export async function sendParameters<T>(
  { session, schema }: { readonly session: Session; readonly schema: () => Promise<Schema> },
  options: ParameterOptions,
  send: (parameters: Parameters) => Promise<T>,
): Promise<T> {
  const { parameters, texts } = await readParameters(session, schema, options)
  try {
    return await send(parameters)
  } catch (error) {
    const refused = refusedNames(error, Object.keys(texts))
    if (refused.length === 0) throw withAdvice(error)
    try {
      return await send({ ...parameters, ...Object.fromEntries(refused.map((name) => [name, texts[name] as string])) })
    } catch (other) {
      throw issuesOf(other) === null ? other : withAdvice(error)
    }
  }
}

/** Says how to give what is missing. */
function withAdvice(error: unknown): unknown {
  const missing = (issuesOf(error) ?? []).flatMap(({ path, problem }) =>
    path.length === 1 && problem === 'is missing' ? [String(path[0])] : [],
  )
  if (!isAIFlowError(error) || missing.length === 0) return error
  const options = missing.map((name) => `-p ${name}=VALUE`).join(' ')
  return new AIFlowError(error.code, `${error.message} Add ${options}`, { details: error.details, cause: error })
}

/** The names of the parameters that were refused: all if the error does not name any. */
function refusedNames(error: unknown, names: readonly string[]): readonly string[] {
  const issues = issuesOf(error) ?? []
  const isTold = issues.some(({ path }) => path.length > 0)
  if (issues.length > 0 && !isTold) return names
  return names.filter((name) => issues.some(({ path }) => path[0] === name))
}

/** The issues that the server found in parameters, or null for any other error. */
function issuesOf(error: unknown): readonly Issue[] | null {
  if (!isAIFlowError(error) || error.code !== 'INVALID_ARGUMENT') return null
  const { issues } = error.details
  return Array.isArray(issues) && issues.every((issue) => Array.isArray(issue?.path)) ? issues : null
}

/** The given parameters. `texts` has the original of those that were read as JSON but may be meant as text. */
async function readParameters(
  session: Session,
  schema: () => Promise<Schema>,
  { param, paramsFile }: ParameterOptions,
): Promise<{ readonly parameters: Parameters; readonly texts: Readonly<Record<string, string>> }> {
  const fromFile = paramsFile === undefined ? {} : await readFile(resolve(session.folder, paramsFile))
  if (param === undefined) return { parameters: fromFile, texts: {} }
  const known = await schema()
  const given = Object.entries(param).map(([name, text]) => {
    const value = parameterValue(name, text, known)
    checkJson(value, `The parameter "${name}"`)
    return [name, value] as const
  })
  const texts = given.flatMap(([name, value]): [string, string][] => {
    const text = param[name] ?? ''
    return value !== text && mayBeText(name, known) ? [[name, text]] : []
  })
  return { parameters: { ...fromFile, ...Object.fromEntries(given) }, texts: Object.fromEntries(texts) }
}

export function describeParameters(parameters: Readonly<Record<string, Json>>): string {
  return Object.keys(parameters).length === 0 ? '-' : oneLine(JSON.stringify(parameters))
}

async function readFile(path: string): Promise<Parameters> {
  // Loaded only here, because few commands need it.
  const { readYaml } = await import('./read-yaml.ts')
  let content: unknown
  try {
    content = readYaml(path)
  } catch (cause) {
    if (isMissing(cause)) {
      throw new AIFlowError('INVALID_ARGUMENT', `The file "${path}" does not exist. Give one with parameters.`, {
        cause,
      })
    }
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new AIFlowError('INVALID_ARGUMENT', `Cannot read the parameters in "${path}": ${reason}`, { cause })
  }
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) {
    checkJson(content, `The content of "${path}"`)
    return content as Parameters
  }
  throw wrongUse(`"${path}" does not hold parameters. It must be an object of names and values.`)
}

/** Throws if the server would refuse it, too. */
function checkJson(value: unknown, what: string): void {
  const found = findJsonProblem(value)
  if (found !== null) throw wrongUse(`${what} ${describeJsonProblem(found)}.`)
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
}
