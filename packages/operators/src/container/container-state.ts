import { callEngine, type EngineEnd } from './engine.ts'

/** The engine does not answer. Containers may run on. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
}

export interface ContainerState {
  /** It was made, and its command was not run yet. */
  readonly isNew: boolean
  readonly isOver: boolean
  readonly exitCode: number
  readonly ranOutOfMemory: boolean
  /** Why the command could not be run. Empty if it was. */
  readonly error: string
}

const MISSING = /no such (?:object|container)/i
const NEW = new Set(['created', 'configured', 'initialized'])
const OVER = new Set(['exited', 'dead', 'stopped'])

/** Null if there is no such container. Throws an `EngineError` if the engine does not say. */
export async function stateOf(engine: string, name: string, signal?: AbortSignal): Promise<ContainerState | null> {
  const end = await callEngine(engine, ['inspect', '--type', 'container', '--format', '{{json .State}}', name], {
    signal,
  })
  if (end.code === 0) return parseState(end)
  if (MISSING.test(end.stderr)) return null
  throw new EngineError(lastLine(end) || `"${engine} inspect" exited with ${end.code}.`)
}

/** What the engine says last names the cause. */
export function lastLine({ stderr }: Pick<EngineEnd, 'stderr'>): string {
  const line = stderr
    .trim()
    .split('\n')
    .findLast((each) => each.trim() !== '' && !/^(?:Run|See) '/.test(each))
  return (line ?? '').trim().replace(/^(?:Error(?: response from daemon)?|docker): /, '')
}

function parseState({ stdout }: EngineEnd): ContainerState {
  const { Status, ExitCode, OOMKilled, Error: error } = JSON.parse(stdout.toString('utf8'))
  return {
    isNew: NEW.has(Status),
    isOver: OVER.has(Status),
    exitCode: typeof ExitCode === 'number' ? ExitCode : 0,
    ranOutOfMemory: OOMKilled === true,
    error: typeof error === 'string' ? error : '',
  }
}
