import { parseWholeNumber } from '@aiflow/sdk/internal/text'
import { notFound } from '@tanstack/react-router'

/** An id or a number in an address. Any other spelling of it leads nowhere. */
export function idOfPath(text: string): number {
  const id = parseWholeNumber(text, 1)
  if (id === null) throw notFound()
  return id
}
