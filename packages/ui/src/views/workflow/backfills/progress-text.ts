import type { BackfillResource } from '@aiflow/sdk/client'

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

/** The range of its times, without seconds that are zero. */
export function rangeText({ from, to }: Pick<BackfillResource, 'from' | 'to'>): string {
  return `${shortTime(from)} – ${shortTime(to)}`
}

function shortTime(timeMs: number): string {
  const date = new Date(timeMs)
  const isMidnight = date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0
  const day = date.toLocaleDateString('sv-SE')
  return isMidnight ? day : `${day} ${date.toLocaleTimeString('sv-SE')}`
}
