import { MAX_BLOCKED_NAMED } from '@aiflow/sdk/internal/limits'

/** How many there are, and the first of them. */
export function firstOf<T>(all: readonly T[]): { readonly count: number; readonly first: T[] } {
  return { count: all.length, first: all.slice(0, MAX_BLOCKED_NAMED) }
}
