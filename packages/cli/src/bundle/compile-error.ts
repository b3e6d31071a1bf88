import { basename, dirname, resolve } from 'node:path'
import { AIFlowError, type ErrorCode } from '@aiflow/sdk'
import type { BuildFailure, Message } from 'esbuild'
import { describePlace } from './source-place.ts'

const MAX_SHOWN_ERRORS = 5
/** How the compiler marks what it says about a tsconfig.json. */
const CONFIG_FAULT = 'tsconfig.json'

/** The kind of a file, in words, and the code of errors about it. */
export interface FileKind {
  readonly what: string
  readonly code: ErrorCode
}

export const WORKFLOW_FILE: FileKind = { what: 'workflow file', code: 'INVALID_WORKFLOW_FILE' }

/** What a build says when it fails. The compiler itself may fail with less. */
type Failure = Error & Partial<Pick<BuildFailure, 'errors' | 'warnings'>>

/** The error about a file that does not compile. */
export function compileError({ what, code }: FileKind, file: string, failure: Failure): AIFlowError {
  const { warnings = [] } = failure
  // An import may be missing because a tsconfig.json could not be read.
  const errors = [...(failure.errors ?? []), ...warnings.filter(({ id }) => id === CONFIG_FAULT)]
  if (errors.length === 0)
    return new AIFlowError(code, `Cannot compile "${file}": ${failure.message}`, { cause: failure })
  const shown = errors.slice(0, MAX_SHOWN_ERRORS).map((message) => describeMessage(dirname(file), message))
  const rest = errors.length > MAX_SHOWN_ERRORS ? [`… and ${errors.length - MAX_SHOWN_ERRORS} more`] : []
  const text = [`The ${what} "${basename(file)}" does not compile.`, ...shown, ...rest]
  return new AIFlowError(code, text.join('\n\n'), { cause: failure })
}

/** The compiler only warns of a tsconfig.json that extends itself, and drops part of what it says. */
export function isConfigCycle({ id, text }: Message): boolean {
  return id === CONFIG_FAULT && text.endsWith('forms cycle')
}

function describeMessage(folder: string, { text, location, notes }: Message): string {
  const told = `${text}${adviceOn(text, notes)}`
  if (location === null) return told
  const place = { file: resolve(folder, location.file), line: location.line, column: location.column + 1 }
  return `${told}\n  at ${describePlace(place, process.cwd(), location.lineText)}`
}

/** What to do about the mistakes that nearly everybody makes; empty for others. */
function adviceOn(text: string, notes: Message['notes']): string {
  const specifier = /^Could not resolve "([^"]+)"/.exec(text)?.[1]
  if (specifier !== undefined && /^(?:@[\w.-]+\/)?[a-z][\w.-]*(?:\/|$)/.test(specifier)) {
    const missing = notes.find((note) => note.text.includes('was not found on the file system'))
    if (missing !== undefined) return `. ${missing.text.replace(/:?$/, '.').replace('..', '.')} Build it first.`
    const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
    return `. If it is a package, install it: npm install ${name}`
  }
  if (text.startsWith('No loader is configured'))
    return '. Only TypeScript and JavaScript can be compiled. Upload other programs and files with -f, and run or read them in a task.'
  return ''
}
