/** The value under a name that users chose, undefined where there is none: every object has a "constructor" by inheritance. */
export function ownValue<T>(values: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return values !== undefined && Object.hasOwn(values, name) ? values[name] : undefined
}
