/** A path of the interface, its parts escaped. */
export function pathOf(...parts: readonly (string | number)[]): string {
  return `/api/v1/${parts.map((part) => encodeURIComponent(part)).join('/')}`
}
