/** What of a trigger is larger stands by itself: lists hold as much of it as tells its rule. */
export const MAX_LISTED_BYTES = 1024 * 1024

/** So many characters of a trigger hold its rule. */
export const TRIGGER_PREFIX = 256

/** The rule of a trigger of which only the beginning was read. */
export function ruleOfTrigger(prefix: string): string | null {
  const [, rule = 'null'] = /"rule":("[^"\\]*")/.exec(prefix) ?? []
  return JSON.parse(rule) as string | null
}
