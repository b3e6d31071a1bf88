import type { Json } from '../../model/json/json.ts'
import { copyOfJson, problemOfJson } from '../../model/json/json-value.ts'
import { MAX_BATCH_EVENTS, MAX_BATCH_SECONDS } from '../../model/limits.ts'
import { isPlainObject, quoted } from '../../model/text/quoted.ts'
import type { FanIn, Overlap, TriggerDefinition } from '../../wire/workflow-definition.ts'
import { checkOneOf, checkOptions, invalidWorkflow, type OptionNames } from '../checks/checks.ts'

const OVERLAPS: readonly Overlap[] = ['allow', 'skip', 'queue', 'stop-old']

/** Options of a trigger. */
export interface TriggerOptions {
  /** Parameters of the executions that it starts; none by default. */
  readonly parameters?: Readonly<Record<string, Json>>
  /**
   * What it does while executions of the workflow are alive. `allow` (default): starts another one. `skip`: nothing.
   * `queue`: a new one waits until those before it have ended. `stop-old`: stops those, then starts the new one.
   */
  readonly overlap?: Overlap
  /**
   * How several events become executions. `each` (default): one execution for each event. `latest`: while an execution is
   * alive, only the newest event waits. `{ size, seconds }`: one execution for a batch, which is complete at `size` events or
   * `seconds` after its first event.
   */
  readonly fanIn?: 'each' | 'latest' | { readonly size?: number; readonly seconds?: number }
}

const OPTIONS: OptionNames<TriggerOptions> = { parameters: true, overlap: true, fanIn: true }

export type TriggerSettings = Omit<TriggerDefinition, 'name' | 'condition'>

/** The data form of a trigger's options, with all defaults. Throws INVALID_WORKFLOW if one is not valid. */
export function triggerSettings(name: string, options: TriggerOptions): TriggerSettings {
  checkOptions(`The trigger "${name}"`, options, OPTIONS)
  const { overlap = 'allow', fanIn = 'each' } = options
  checkOverlap(`the trigger "${name}"`, overlap)
  return {
    parameters: startParameters(`the trigger "${name}"`, options.parameters),
    overlap,
    fanIn: fanInOf(name, fanIn),
  }
}

export function checkOverlap(where: string, overlap: unknown): void {
  checkOneOf(`"overlap" of ${where}`, overlap, OVERLAPS)
}

/** A copy, so later changes by the author have no effect on it. */
export function startParameters(where: string, parameters: unknown = {}): TriggerSettings['parameters'] {
  const problem = problemOfJson(parameters)
  if (problem !== null) throw invalidWorkflow(`"parameters" of ${where} ${problem}.`)
  if (isPlainObject(parameters)) return copyOfJson(parameters) as Record<string, Json>
  throw invalidWorkflow(`"parameters" of ${where} is not an object of JSON values by name.`)
}

function fanInOf(name: string, fanIn: NonNullable<TriggerOptions['fanIn']>): FanIn {
  if (fanIn === 'each' || fanIn === 'latest') return { type: fanIn }
  if (isBatch(fanIn)) return { type: 'batch', ...fanIn }
  throw invalidWorkflow(
    `"fanIn" of the trigger "${name}" cannot be ${quoted(fanIn)}. It must be "each", "latest", or { size, seconds } with at least one of ` +
      'them: at most 1000 events and 31 days.',
  )
}

function isBatch(fanIn: unknown): fanIn is { readonly size?: number; readonly seconds?: number } {
  if (!isPlainObject(fanIn)) return false
  const { size, seconds, ...others } = fanIn
  const isSize = Number.isInteger(size) && Number(size) >= 1 && Number(size) <= MAX_BATCH_EVENTS
  const areSeconds = typeof seconds === 'number' && seconds > 0 && seconds <= MAX_BATCH_SECONDS
  const isEnded = size !== undefined || seconds !== undefined
  const isKnown = Object.keys(others).length === 0
  return isEnded && isKnown && (size === undefined || isSize) && (seconds === undefined || areSeconds)
}
