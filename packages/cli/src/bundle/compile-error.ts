import { basename, dirname, resolve } from 'node:path'
import { AIFlowError, type ErrorCode } from '@aiflow/sdk'
import type { BuildFailure, Message } from 'esbuild'
import { describePlace } from './source-place.ts'

const MAX_SHOWN_ERRORS = 5

/** The kind of a file, in words, and the code of errors about it. */
export interface FileKind {
  readonly what: string
  readonly code: ErrorCode
}

export const WORKFLOW_FILE: FileKind = { what: 'workflow file', code: 'INVALID_WORKFLOW_FILE' }

/** The error about a file that does not compile. */
export function compileError({ what, code }: FileKind, file: string, failure: BuildFailure): AIFlowError {
  const errors = failure.errors ?? []
  if (errors.length === 0)
    return new AIFlowError(code, `Cannot compile "${file}": ${failure.message}`, { cause: failure })
  const shown = errors.slice(0, MAX_SHOWN_ERRORS).map((message) => describeMessage(dirname(file), message))
  const rest = errors.length > MAX_SHOWN_ERRORS ? [`… and ${errors.length - MAX_SHOWN_ERRORS} more`] : []
  const text = [`The ${what} "${basename(file)}" does not compile.`, ...shown, ...rest]
  return new AIFlowError(code, text.join('\n\n'), { cause: failure })
}

function describeMessage(folder: string, { text, location }: Message): string {
  const told = `${text}${adviceOn(text)}`
  if (location === null) return told
  const place = { file: resolve(folder, location.file), line: location.line, column: location.column + 1 }
  return `${told}\n  at ${describePlace(place, process.cwd(), location.lineText)}`
}

/** What to do about the mistakes that nearly everybody makes; empty for others. */
function adviceOn(text: string): string {
  const specifier = /^Could not resolve "([^"]+)"/.exec(text)?.[1]
  if (specifier !== undefined && /^(?:@[\w.-]+\/)?[a-z][\w.-]*(?:\/|$)/.test(specifier)) {
    const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
    return `. If it is a package, install it: npm install ${name}`
  }
  if (text.startsWith('No loader is configured'))
    return '. Only TypeScript and JavaScript can be compiled. Upload other programs and files with -f, and run or read them in a task.'
  return ''
}
