import { AIFlowError } from '@aiflow/sdk'
import { readTextFile, SMALL_FILE_BYTES } from '@aiflow/sdk/files'
import { type Context, ContextsFile } from './contexts-file.ts'
import type { Given } from './given-settings.ts'

/** The name of the context that is always there: the server of the home. */
export const HOME_CONTEXT = 'home'

/** What a command line and its environment say about servers. */
export interface Naming {
  readonly home: string
  /** `--use-context` */
  readonly contextOption: string | undefined
  /** `AIFLOW_CONTEXT` */
  readonly contextVariable: string | null
  /** Whether an option or a variable names the server itself, so that no context is needed. */
  readonly isServerNamed: boolean
}

/** The context of a call, and what named it. */
export interface ChosenContext {
  /** Null for the server of the home. */
  readonly context: Context | null
  readonly from: '--use-context' | 'AIFLOW_CONTEXT' | 'context use' | 'default'
}

/**
 * The context that a call uses. `--use-context` comes first; then a server that is named, which needs no context; then
 * `AIFLOW_CONTEXT`, and what `aiflow context use` chose. Throws `CONTEXT_NOT_FOUND`.
 */
export function chooseContext({ home, contextOption, contextVariable, isServerNamed }: Naming): ChosenContext {
  const file = new ContextsFile(home)
  if (contextOption !== undefined) return { context: findContext(file, contextOption), from: '--use-context' }
  if (isServerNamed) return { context: null, from: 'default' }
  if (contextVariable !== null) return { context: findContext(file, contextVariable), from: 'AIFLOW_CONTEXT' }
  const { current } = file.read()
  return current === null
    ? { context: null, from: 'default' }
    : { context: findContext(file, current), from: 'context use' }
}

/** Null for the server of the home. Throws `CONTEXT_NOT_FOUND`. */
export function findContext(file: ContextsFile, name: string): Context | null {
  if (name === HOME_CONTEXT) return null
  const { contexts } = file.read()
  const found = contexts.find((context) => context.name === name)
  if (found !== undefined) return found
  const known = [HOME_CONTEXT, ...contexts.map((context) => context.name)]
  const message = `There is no context "${name}". The contexts are: ${known.join(', ')}. Add it with "aiflow context add".`
  throw new AIFlowError('CONTEXT_NOT_FOUND', message, { details: { name, known } })
}

/** The token that a context refers to, or null if it refers to none. */
export function tokenOfContext(
  { name, tokenFile, tokenVariable }: Context,
  variables: Readonly<Record<string, string | undefined>>,
): Given | null {
  if (tokenVariable !== null) {
    const value = Object.hasOwn(variables, tokenVariable) ? (variables[tokenVariable] ?? '') : ''
    if (value !== '') return { value, from: tokenVariable }
    throw missing(name, `the variable "${tokenVariable}" is not set`)
  }
  if (tokenFile === null) return null
  try {
    const value = readTextFile(tokenFile, { maxBytes: SMALL_FILE_BYTES }).trim()
    return { value, from: `The file "${tokenFile}"` }
  } catch (cause) {
    throw missing(name, `"${tokenFile}" cannot be read: ${cause instanceof Error ? cause.message : cause}`, cause)
  }
}

function missing(name: string, reason: string, cause?: unknown): AIFlowError {
  return new AIFlowError('INVALID_ARGUMENT', `The context "${name}" has no token: ${reason}.`, { cause })
}
