import { parseRuleId, type RuleName, ruleId } from './rule-name.ts'

const NAMED = 'state:'
const RULE = 'rule:'
const SEEN = 'seen:'
const KEPT = 'kept:'
const CIRCUIT = 'circuit:'

/** The names of the states of a lane. */
export const stateName = {
  /** A descriptor that users named. */
  named: (name: string): string => NAMED + name,
  /** What a rule remembers: the offsets of the events that it has seen. */
  ofRule: (rule: RuleName): string => RULE + ruleId(rule),
  /** An event that a rule remembers. */
  seen: (rule: RuleName, offset: number): string => `${SEEN}${ruleId(rule)}/${offset}`,
  /** An event that a trigger of the workflow keeps. */
  kept: (triggerId: number, offset: number): string => `${KEPT}${triggerId}/${offset}`,
  circuit: (rule: RuleName): string => CIRCUIT + ruleId(rule),
  /** The id up to which executions of a workflow must still be stopped. */
  stopUpTo: 'stop-up-to',
  /** The principal that started a workflow execution by hand, where a task asks for it. */
  startedBy: 'started-by',
} as const

/** The names of one kind lie between these two, in text order. */
export interface NameRange {
  readonly after: string
  readonly before: string
}

export const stateNames = {
  named: rangeOf(NAMED),
  seen: rangeOf(SEEN),
  circuits: rangeOf(CIRCUIT),
} as const satisfies Record<string, NameRange>

/** The user's name of a state; null for other kinds of states. */
export function parseNamedState(name: string): string | null {
  return name.startsWith(NAMED) ? name.slice(NAMED.length) : null
}

/** The id of the trigger that keeps the event with this name; null for other kinds of states. */
export function parseKeptEvent(name: string): number | null {
  return name.startsWith(KEPT) ? Number(name.slice(KEPT.length, name.indexOf('/'))) : null
}

/** The rule of the circuit with this name; null for other kinds of states. */
export function parseCircuit(name: string): RuleName | null {
  return name.startsWith(CIRCUIT) ? parseRuleId(name.slice(CIRCUIT.length)) : null
}

/** The id of the rule that remembers the event with this name; null for other kinds of states. */
export function parseSeen(name: string): string | null {
  return name.startsWith(SEEN) ? name.slice(SEEN.length, name.lastIndexOf('/')) : null
}

/** ";" is the character after ":". */
function rangeOf(prefix: string): NameRange {
  return { after: prefix, before: `${prefix.slice(0, -1)};` }
}
