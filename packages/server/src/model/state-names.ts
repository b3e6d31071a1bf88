import { parseRuleId, type RuleName, ruleId } from './rule-name.ts'

const NAMED = 'state:'
const RULE = 'rule:'
const SEEN = 'seen:'
const KEPT = 'kept:'
const CIRCUIT = 'circuit:'

/** The names under which a lane keeps its states. */
export const stateName = {
  /** Of a descriptor that users named. */
  named: (name: string): string => NAMED + name,
  /** Of what a rule remembers: the offsets of the events that it has seen. */
  ofRule: (rule: RuleName): string => RULE + ruleId(rule),
  /** Of an event that a rule remembers. */
  seen: (rule: RuleName, offset: number): string => `${SEEN}${ruleId(rule)}/${offset}`,
  /** Of an event that a trigger of the workflow keeps. */
  kept: (triggerId: number, offset: number): string => `${KEPT}${triggerId}/${offset}`,
  circuit: (rule: RuleName): string => CIRCUIT + ruleId(rule),
  /** Of the id up to which the executions of a workflow are still to be stopped. */
  stopUpTo: 'stop-up-to',
} as const

/** Where the names of one kind lie in the order of text: between these two. */
export interface NameRange {
  readonly after: string
  readonly before: string
}

export const stateNames = {
  named: rangeOf(NAMED),
  seen: rangeOf(SEEN),
  circuits: rangeOf(CIRCUIT),
} as const satisfies Record<string, NameRange>

/** What users called the state; null where it is not one of theirs. */
export function parseNamedState(name: string): string | null {
  return name.startsWith(NAMED) ? name.slice(NAMED.length) : null
}

/** The id of the trigger that keeps an event under the name; null where it is another kind of name. */
export function parseKeptEvent(name: string): number | null {
  return name.startsWith(KEPT) ? Number(name.slice(KEPT.length, name.indexOf('/'))) : null
}

/** The rule whose circuit has the name; null where it is another kind of name. */
export function parseCircuit(name: string): RuleName | null {
  return name.startsWith(CIRCUIT) ? parseRuleId(name.slice(CIRCUIT.length)) : null
}

export function isSeenEvent(name: string): boolean {
  return name.startsWith(SEEN)
}

/** ";" is the character after ":". */
function rangeOf(prefix: string): NameRange {
  return { after: prefix, before: `${prefix.slice(0, -1)};` }
}
