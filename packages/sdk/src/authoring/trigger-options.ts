import type { Json } from '../model/json.ts'
import { jsonObjectSchema } from '../wire/model-schemas.ts'
import { type FanIn, fanInSchema, type Overlap, type TriggerDefinition } from '../wire/workflow-definition.ts'
import { checkOneOf, invalidWorkflow, quoted } from './checks.ts'

const OVERLAPS: readonly Overlap[] = ['allow', 'skip', 'queue', 'stop-old']

/** What a trigger takes besides its name and what it is on. */
export interface TriggerOptions {
  /** Of the executions it starts; none by default. */
  readonly parameters?: Readonly<Record<string, Json>>
  /**
   * What it does while executions of the workflow are alive. `allow` (default): starts another one. `skip`: nothing.
   * `queue`: a new one waits until those before it have ended. `stop-old`: stops those, then starts the new one.
   */
  readonly overlap?: Overlap
  /**
   * How many executions many events start. `each` (default): one each. `latest`: while an execution is alive only the newest
   * waits. `{ size, seconds }`: one for all that are gathered until there are `size` of them, or `seconds` after the first.
   */
  readonly fanIn?: 'each' | 'latest' | { readonly size?: number; readonly seconds?: number }
}

export type TriggerSettings = Omit<TriggerDefinition, 'name' | 'condition'>

/** The data form of a trigger's options, all defaults filled. Throws INVALID_WORKFLOW where one is none. */
export function triggerSettings(name: string, options: TriggerOptions): TriggerSettings {
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

/** A private copy: what the author changes later does not reach it. */
export function startParameters(where: string, parameters: unknown = {}): TriggerSettings['parameters'] {
  const parsed = jsonObjectSchema.safeParse(parameters)
  if (parsed.success) return structuredClone(parsed.data)
  throw invalidWorkflow(`"parameters" of ${where} is not an object of JSON values by name.`)
}

function fanInOf(name: string, fanIn: NonNullable<TriggerOptions['fanIn']>): FanIn {
  const parsed = fanInSchema.safeParse(typeof fanIn === 'string' ? { type: fanIn } : { ...fanIn, type: 'batch' })
  if (parsed.success) return parsed.data
  throw invalidWorkflow(
    `"fanIn" of the trigger "${name}" cannot be ${quoted(fanIn)}. It is "each", "latest", or { size, seconds } with at least one of ` +
      'them: at most 1000 events and 31 days.',
  )
}
