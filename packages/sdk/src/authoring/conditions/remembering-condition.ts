import { Condition } from '../../model/user-code/condition.ts'
import type { Context } from '../../model/user-code/context.ts'
import { ValueStateDescriptor } from '../../model/user-code/state.ts'

/** The members that were met, as their indices in the list. */
type Met = readonly number[]

/** A condition of several members. Its state keeps which of them were met, and is cleared when it fires. */
export abstract class RememberingCondition extends Condition {
  #owner = 'unowned'

  /**
   * Names the rule that owns the state: the first rule that uses the condition. Rules that share a condition share
   * its state.
   */
  ownState(owner: string): void {
    if (this.#owner === 'unowned') this.#owner = owner
  }

  /** Adds the members that are met now. Returns whether all `size` members have been met. */
  protected async remember(members: Met, size: number, context: Context): Promise<boolean> {
    const state = context.getState(new ValueStateDescriptor<Met>(`aiflow.rule.${fingerprint(this.#owner)}`))
    const before = state.value() ?? []
    const met = new Set([...before, ...members])
    if (met.size >= size) {
      await state.clear()
      return true
    }
    if (met.size > before.length) await state.update([...met])
    return false
  }
}

/** FNV-1a with 64 bits, because the owner of a state may be longer than a name. */
function fingerprint(text: string): string {
  let hash = 0xcbf29ce484222325n
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  }
  return hash.toString(16).padStart(16, '0')
}
