/** A path of the interface, its parts escaped; `written` refuses it where a part is none that could be sent. */
export function pathOf(...parts: readonly (string | number)[]): string {
  return `/api/v1/${parts.map(escaped).join('/')}`
}

/** Code that no compiler checked gives anything: as an empty part it is refused, as a text it would be a name. */
function escaped(part: unknown): string {
  if (typeof part === 'number') return String(part)
  if (typeof part !== 'string') return ''
  // Half a character cannot be escaped.
  return part.isWellFormed() ? encodeURIComponent(part) : part
}
