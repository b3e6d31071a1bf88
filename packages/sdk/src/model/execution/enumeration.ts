import { AIFlowError } from '../../errors/aiflow-error.ts'
import { quoted } from '../text/quoted.ts'

/** Names that are their own values, such as `TaskStatus.SUCCESS`, which is `'SUCCESS'`. */
export type Enumeration<Name extends string> = { readonly [N in Name]: N } & {
  /** All of them, in order. */
  readonly values: readonly Name[]
  /** The one that a text names exactly. Throws INVALID_ARGUMENT for any other text. */
  parse(text: string): Name
}

/** A frozen enumeration. `what` is what one of them is, such as `a task status`. */
export function enumeration<const Name extends string>(what: string, names: readonly Name[]): Enumeration<Name> {
  const parse = (text: unknown): Name => {
    const found = names.find((name) => name === text)
    if (found !== undefined) return found
    const message = `${quoted(text)} is not ${what}. Write one of ${names.join(', ')}.`
    throw new AIFlowError('INVALID_ARGUMENT', message, { details: { value: text } })
  }
  const members = Object.fromEntries(names.map((name) => [name, name]))
  // Not enumerable, so that the keys and values of the object stay the members alone.
  Object.defineProperties(members, { values: { value: Object.freeze([...names]) }, parse: { value: parse } })
  return Object.freeze(members) as Enumeration<Name>
}
