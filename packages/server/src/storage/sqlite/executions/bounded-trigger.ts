/** Lists show a larger trigger without its content, and read only as much of it as names its rule. */
export const MAX_LISTED_BYTES = 1024 * 1024

/** The first characters of a trigger, which contain its rule. */
export const TRIGGER_PREFIX = 256

/** The rule of a trigger, of which only the beginning was read. */
export function ruleOfTrigger(prefix: string): string | null {
  const [, rule = 'null'] = /"rule":("[^"\\]*")/.exec(prefix) ?? []
  return JSON.parse(rule) as string | null
}
