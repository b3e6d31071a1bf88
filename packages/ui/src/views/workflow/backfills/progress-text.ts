import type { BackfillResource } from '@aiflow/sdk/client'
import { clockText, dayText, minuteText } from '../../../components/kit/text/time-text.ts'

/** How many times of a backfill are done, and what became of them: `12 of 30, 1 failed`. */
export function progressText({ total, counts }: Pick<BackfillResource, 'total' | 'counts'>): string {
  const { left, running, failed, stopped, skipped } = counts
  const named = [
    [running, 'running'],
    [failed, 'failed'],
    [stopped, 'stopped'],
    [skipped, 'left out'],
  ] as const
  const parts = named.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`)
  return [`${total - left - running} of ${total}`, ...parts].join(', ')
}

/** The range of its times, as days if both are midnight. */
export function rangeText({ from, to }: Pick<BackfillResource, 'from' | 'to'>): string {
  const shown = [from, to].every(isMidnight) ? dayText : minuteText
  return `${shown(from)} – ${shown(to)}`
}

function isMidnight(timeMs: number): boolean {
  return clockText(timeMs) === '00:00:00'
}
