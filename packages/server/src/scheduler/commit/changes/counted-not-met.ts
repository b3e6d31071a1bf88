import type { LaneId } from '../../../model/lane-id.ts'
import type { RuleName } from '../../../model/rule-name.ts'
import type { NotMetRow } from '../../../storage/rows.ts'

interface NotMet extends Omit<NotMetRow, 'reason'> {
  readonly evaluated: Pick<NotMetRow, 'reason'>
}

/** How often the conditions of rules were not met. */
export class CountedNotMet {
  readonly #rules = new Map<string, NotMet>()

  /** The reason is read when the batch is committed, and only that of the last event. */
  add(lane: LaneId, { task, rule }: RuleName, offset: number, evaluated: NotMet['evaluated']): void {
    const key = `${lane}/${task ?? ''}/${rule}`
    const count = (this.#rules.get(key)?.count ?? 0) + 1
    this.#rules.set(key, { lane, task, rule, count, lastOffset: offset, evaluated })
  }

  /** The count over all rules. */
  get total(): number {
    let total = 0
    for (const { count } of this.#rules.values()) total += count
    return total
  }

  toCommit(): readonly NotMetRow[] | null {
    return this.#rules.size === 0 ? null : [...this.#rules.values()].map(toRow)
  }
}

function toRow({ lane, task, rule, count, lastOffset, evaluated }: NotMet): NotMetRow {
  return { lane, task, rule, count, lastOffset, reason: evaluated.reason }
}
