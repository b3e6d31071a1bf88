import { AIFlowError } from '../../errors/aiflow-error.ts'
import type { Event } from '../event/event.ts'
import { fitsBytes, MAX_KEY_BYTES } from '../text/names.ts'
import type { Context } from './context.ts'

/**
 * Decides whether a rule fires. Extend it for a condition of your own: `isMet` is called for every event with one of the
 * expected keys, in order, and may keep state in the context. It must not have other effects, because it may be called
 * twice for an event.
 *
 * Source: `ai_flow.model.condition.Condition`.
 */
export abstract class Condition {
  /** The keys of the events that this condition is evaluated for. */
  readonly expectEventKeys: readonly string[]

  /** Throws INVALID_WORKFLOW if there is no key, or one is empty or too long. */
  constructor(expectEventKeys: readonly string[]) {
    this.expectEventKeys = Object.freeze(checkedKeys(expectEventKeys, new.target.name))
  }

  /** Whether the rule fires for this event. */
  abstract isMet(event: Event, context: Context): boolean | Promise<boolean>
}

/** Whether a value is a condition, even if it is from another copy of the SDK. */
export function isCondition(value: unknown): value is Condition {
  return (
    typeof value === 'object' &&
    value !== null &&
    'isMet' in value &&
    typeof value.isMet === 'function' &&
    'expectEventKeys' in value &&
    Array.isArray(value.expectEventKeys)
  )
}

function checkedKeys(keys: readonly string[], className: string): readonly string[] {
  if (!Array.isArray(keys) || keys.length === 0) {
    throw new AIFlowError('INVALID_WORKFLOW', `${className} expects no event. Give it at least one event key.`)
  }
  for (const key of keys) checkKey(key, className)
  return [...new Set(keys)]
}

function checkKey(key: unknown, className: string): void {
  if (typeof key === 'string' && key !== '' && fitsBytes(key, MAX_KEY_BYTES)) return
  throw new AIFlowError(
    'INVALID_WORKFLOW',
    `${className} expects an event key that is not a text of 1 to ${MAX_KEY_BYTES} bytes${['string', 'number'].includes(typeof key) ? `: ${JSON.stringify(key)}` : ''}.`,
    ['string', 'number'].includes(typeof key) ? { details: { key } } : {},
  )
}
