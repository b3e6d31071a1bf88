import type { ItemCounts } from '@aiflow/sdk/client'
import { countText } from '../kit/text/count-text.ts'

/** How many items of a task over a list have ended: `812 of 10,000`. */
export function progressText({ total, succeeded, failed, stopped }: ItemCounts): string {
  return `${countText(succeeded + failed + stopped)} of ${countText(total)}`
}

/** Where the items are: `800 succeeded, 12 failed, 8 running`. */
export function itemsText(items: ItemCounts): string {
  const { succeeded, failed, stopped, running, retrying, notBegun } = items
  const parts = Object.entries({ succeeded, failed, stopped, running, retrying, 'not begun': notBegun })
  const told = parts.flatMap(([what, count]) => (count === 0 ? [] : [`${countText(count)} ${what}`]))
  return told.length === 0 ? 'no items' : told.join(', ')
}
