import { AIFlowError, isAIFlowError } from '@aiflow/sdk'
import { describePlace, type SourcePlace } from './source-place.ts'

/** Adds the place in the author's file to an error of the server, if the refused text occurs there literally. */
export function explainRejection(error: unknown, file: string, source: string): unknown {
  if (!isAIFlowError(error)) return error
  const { code, message, details } = error
  const place = typeof details.expression === 'string' ? placeOf(file, source, details.expression) : null
  if (place === null) return error
  const text = `${message}\n  at ${describePlace(place, process.cwd())}`
  return new AIFlowError(code, text, { details: { ...details, ...place }, cause: error })
}

function placeOf(file: string, source: string, literal: string): SourcePlace | null {
  const index = source.indexOf(literal)
  if (index === -1) return null
  const before = source.slice(0, index).split('\n')
  return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
