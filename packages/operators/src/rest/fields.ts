/** The value at a path of keys and indices in an answer; undefined where there is none. */
export function fieldOf(answer: unknown, ...path: readonly (string | number)[]): unknown {
  let value = answer
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = Reflect.get(value, key)
  }
  return value
}

export function textIn(answer: unknown, ...path: readonly (string | number)[]): string | null {
  const value = fieldOf(answer, ...path)
  return typeof value === 'string' ? value : null
}

export function numberIn(answer: unknown, ...path: readonly (string | number)[]): number | null {
  const value = fieldOf(answer, ...path)
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** Empty where there is no list. */
export function listIn(answer: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const value = fieldOf(answer, ...path)
  return Array.isArray(value) ? value : []
}
