import { durationText } from './time-text.ts'
import { useNow } from './use-now.ts'

interface DurationProps {
  /** Null if it has not begun. */
  readonly from: number | null
  /** Null if it still runs: the duration then counts on. */
  readonly to: number | null
}

export function Duration({ from, to }: DurationProps) {
  if (from === null) return '–'
  return to === null ? <LivingDuration from={from} /> : durationText(to - from)
}

function LivingDuration({ from }: { readonly from: number }) {
  return <>{durationText(Math.floor(Math.max(0, useNow() - from) / 1000) * 1000)}</>
}
