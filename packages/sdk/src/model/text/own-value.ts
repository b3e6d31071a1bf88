/** The own value under a name that users chose, or undefined. Inherited ones, such as "constructor", do not count. */
export function ownValue<T>(values: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return values !== undefined && Object.hasOwn(values, name) ? values[name] : undefined
}
