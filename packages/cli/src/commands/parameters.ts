import { resolve } from 'node:path'
import { AIFlowError } from '@aiflow/sdk'
import type { AIFlowClient } from '@aiflow/sdk/client'
import { describeJsonProblem, findJsonProblem, type Json } from '@aiflow/sdk/internal'
import type { Command } from 'commander'
import { wrongUse } from '../output/errors.ts'
import { oneLine } from '../output/text.ts'
import type { Session } from '../session.ts'
import { collectPair } from './arguments.ts'
import { parameterValue } from './parameter-value.ts'

export interface ParameterOptions {
  readonly param?: Readonly<Record<string, string>>
  readonly paramsFile?: string
}

type Parameters = Record<string, Json>

export function takeParameters(command: Command): Command {
  return command
    .option('-p, --param <name=value>', 'A parameter of the workflow; may be given several times', collectPair)
    .option('--params-file <path>', 'A JSON or YAML file with parameters; --param wins over it')
}

/** The parameters that were given. */
export async function readParameters(
  session: Session,
  client: AIFlowClient,
  workflow: string,
  { param, paramsFile }: ParameterOptions,
): Promise<Parameters> {
  const fromFile = paramsFile === undefined ? {} : await readFile(resolve(session.folder, paramsFile))
  if (param === undefined) return fromFile
  const { definition } = await client.workflows.get(session.namespace, workflow)
  const given = Object.entries(param).map(([name, text]) => {
    const value = parameterValue(name, text, definition.parameters)
    checkJson(value, `The parameter "${name}"`)
    return [name, value]
  })
  return { ...fromFile, ...Object.fromEntries(given) }
}

export function describeParameters(parameters: Readonly<Record<string, Json>>): string {
  return Object.keys(parameters).length === 0 ? '-' : oneLine(JSON.stringify(parameters))
}

async function readFile(path: string): Promise<Parameters> {
  // Few commands need it.
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
    checkJson(content, `What "${path}" holds`)
    return content as Parameters
  }
  throw wrongUse(`"${path}" holds no parameters. It must be an object with their names and values.`)
}

/** Throws where the server would not take it either. */
function checkJson(value: unknown, what: string): void {
  const found = findJsonProblem(value)
  if (found !== null) throw wrongUse(`${what} ${describeJsonProblem(found)}.`)
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
}
