import { parseWholeNumber } from '@aiflow/sdk/internal/text'
import { notFound } from '@tanstack/react-router'

/** An id or a number of an address: there is nothing at one that is written in any other way. */
export function idOfPath(text: string): number {
  const id = parseWholeNumber(text, 1)
  if (id === null) throw notFound()
  return id
}
