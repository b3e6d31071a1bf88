/** A path of the API with its parts escaped. `written` refuses a path with a part that cannot be sent. */
export function pathOf(...parts: readonly (string | number)[]): string {
  return `/api/v1/${parts.map(escaped).join('/')}`
}

/** Plain JavaScript may pass any value. It becomes an empty part, which is refused, instead of a name. */
function escaped(part: unknown): string {
  if (typeof part === 'number') return String(part)
  if (typeof part !== 'string') return ''
  // Half a character cannot be escaped.
  return part.isWellFormed() ? encodeURIComponent(part) : part
}
