import { dirname, resolve } from 'node:path'
import { AIFlowError } from '@aiflow/sdk'
import type { ProjectConfig, ProjectStart } from '@aiflow/sdk/config'
import { distinctIssues, issueText, nearestName } from '@aiflow/sdk/internal/text'
import type * as z from 'zod'
import { describePlace } from '../bundle/source-place.ts'
import { readText } from '../read-text.ts'
import { importConfig } from './import-config.ts'
import { keyPlace } from './key-place.ts'
import type { Project, Start } from './project.ts'
import { projectSchema } from './project-schema.ts'
import { wrongForm } from './wrong-form.ts'

const BYTE_ORDER_MARK = '\ufeff'
const SHOWN_NAME = 100

/** Reads a configuration. Throws `INVALID_ARGUMENT` if it cannot be used, with the place where there is one. */
export async function readProject(file: string): Promise<Project> {
  const text = readText(file)
  const content = file.endsWith('.json') ? parseJson(file, text) : await importConfig(file)
  const config = checked(file, text, content)
  const folder = dirname(file)
  const { workflows, start, files, external, namespace, server, home, port } = config
  return {
    file,
    folder,
    workflows: workflows === undefined ? null : listOf(workflows),
    start: start === undefined ? [] : listOf(start).map(startOf),
    files: files === undefined ? [] : listOf(files),
    external: external === undefined ? [] : listOf(external),
    namespace: namespace ?? null,
    server: server ?? null,
    home: home === undefined ? null : resolve(folder, home),
    port: port ?? null,
  }
}

function listOf<T>(one: T | readonly T[]): readonly T[] {
  return Array.isArray(one) ? one : [one as T]
}

function startOf(start: string | ProjectStart): Start {
  const { workflow, namespace = null, parameters = {} } = typeof start === 'string' ? { workflow: start } : start
  return { workflow, namespace, parameters }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new AIFlowError('INVALID_ARGUMENT', `The configuration "${file}" is not JSON: ${reason}.`, { cause })
  }
}

function checked(file: string, text: string, content: unknown): ProjectConfig {
  const form = wrongForm(content)
  if (form !== null) throw new AIFlowError('INVALID_ARGUMENT', `The configuration "${file}" ${form}`)
  const parsed = projectSchema.safeParse(content, { error: issueText })
  if (parsed.success) return content as ProjectConfig
  const problems = distinctIssues(parsed.error.issues).map((issue) => describe(issue, file, text))
  const message = [`The configuration "${file}" is not valid.`, ...problems].join('\n')
  throw new AIFlowError('INVALID_ARGUMENT', message, { details: { problems } })
}

function describe(issue: z.core.$ZodIssue, file: string, text: string): string {
  const [unknown] = issue.code === 'unrecognized_keys' ? issue.keys : []
  const path = unknown === undefined ? issue.path : [...issue.path, unknown]
  const place = keyPlace(file, text, path)
  const where = place === null ? '' : `\n  at ${describePlace(place, process.cwd(), text.split('\n')[place.line - 1])}`
  const name = shortened(path.map(String).join('.'))
  return unknown === undefined
    ? `"${name}" ${issue.message}.${where}`
    : `There is no setting "${name}". ${adviceOn(unknown, issue.path)}${where}`
}

function shortened(name: string): string {
  return name.length <= SHOWN_NAME ? name : `${name.slice(0, SHOWN_NAME)}…`
}

function adviceOn(unknown: string, parents: readonly PropertyKey[]): string {
  const known = parents.length === 0 ? Object.keys(projectSchema.shape) : ['workflow', 'namespace', 'parameters']
  const nearest = nearestName(unknown, known)
  return nearest === null ? `There are ${known.map((name) => `"${name}"`).join(', ')}.` : `Did you mean "${nearest}"?`
}
