import { durationText } from './time-text.ts'
import { useNow } from './use-now.ts'

interface DurationProps {
  /** Null: it has not begun. */
  readonly from: number | null
  /** Null: it goes on, and so does what is shown. */
  readonly to: number | null
}

export function Duration({ from, to }: DurationProps) {
  if (from === null) return '–'
  return to === null ? <LivingDuration from={from} /> : durationText(to - from)
}

function LivingDuration({ from }: { readonly from: number }) {
  return <>{durationText(Math.floor(Math.max(0, useNow() - from) / 1000) * 1000)}</>
}
