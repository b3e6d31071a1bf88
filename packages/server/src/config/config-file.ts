import { isUtf8 } from 'node:buffer'
import { isDamagedFile, readFile } from '@aiflow/sdk/files'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { describeJsonProblem, findJsonProblem } from '@aiflow/sdk/internal/json'
import { type Document, isNode, LineCounter, parseDocument } from 'yaml'
import { CONFIG_KEYS } from './config-schema.ts'

const WIDTH = 100
const MAX_BYTES = 1024 * 1024

/** The content of a configuration file, and the line of each setting. */
export interface ConfigFile {
  readonly content: unknown
  lineOf(path: readonly PropertyKey[]): number | null
}

/** Null if the file does not exist. Throws `INVALID_ARGUMENT`. */
export function readConfigFile(path: string): ConfigFile | null {
  const text = readText(path)
  if (text === null) return null
  const lines = new LineCounter()
  const document = documentOf(text, lines, path)
  const [error] = document.errors
  if (error?.code === 'MULTIPLE_DOCS')
    throw notYaml(path, new Error('it has more than one document, separated by "---"', { cause: error }))
  if (error !== undefined) throw notYaml(path, error)
  return { content: contentOf(document, path), lineOf: (place) => lineOf(document, lines, place) }
}

/** A file with every setting at its default, commented out. */
export function defaultConfigFile(): string {
  const lines = [
    '# The configuration of AIFlow. What is commented out is at its default.',
    '# The environment variable named beside a setting wins over this file, options of the command line over both.',
  ]
  let section = ''
  for (const { section: of, key, byDefault, description, variable } of CONFIG_KEYS) {
    if (of !== section) lines.push('', `#${of}:`)
    section = of
    lines.push(
      ...wrapped(`${description} (${variable})`).map((line) => `#  # ${line}`),
      `#  ${key}: ${byDefault === '' ? "''" : byDefault}`,
    )
  }
  return `${lines.join('\n')}\n`
}

function documentOf(text: string, lines: LineCounter, path: string): Document {
  try {
    return parseDocument(text, { lineCounter: lines })
  } catch (error) {
    // The parser is recursive, and real settings are not nested this deeply.
    throw notYaml(path, error instanceof RangeError ? new Error('it nests too deeply', { cause: error }) : error)
  }
}

function contentOf(document: Document, path: string): unknown {
  try {
    const content: unknown = document.toJS() ?? {}
    const found = findJsonProblem(content)
    if (found === null) return content
    throw new Error(`it ${describeJsonProblem(found)}`)
  } catch (error) {
    // Aliases are resolved only here. They may be undefined, or expand without end.
    throw notYaml(path, error)
  }
}

function notYaml(path: string, cause: unknown): AIFlowError {
  const [problem = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n', 1)
  return new AIFlowError('INVALID_ARGUMENT', `"${path}" is not valid YAML: ${problem.replace(/:$/, '')}.`, { cause })
}

function wrapped(text: string): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length >= WIDTH) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

function lineOf(document: Document, lines: LineCounter, place: readonly PropertyKey[]): number | null {
  // A missing value has the position of its parent.
  for (let length = place.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(place.slice(0, length), true)
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return null
}

function readText(path: string): string | null {
  try {
    const content = readFile(path, { maxBytes: MAX_BYTES })
    if (isUtf8(content)) return content.toString('utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    const message = `Cannot read "${path}": ${cause instanceof Error ? cause.message : String(cause)}. ${isDamagedFile(cause) ? 'Move it away.' : 'Check its permissions.'}`
    throw new AIFlowError('INVALID_ARGUMENT', message, { cause })
  }
  throw new AIFlowError('INVALID_ARGUMENT', `"${path}" is not valid UTF-8. Save it as UTF-8.`)
}
