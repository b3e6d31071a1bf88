interface RestartCounts {
  readonly byRule: number
  readonly byHand: number
  readonly byTimer: number
}

/** All restarts of a task together. */
export function totalRestarts({ byRule, byHand, byTimer }: RestartCounts): number {
  return byRule + byHand + byTimer
}

/** What asked for the restarts: `2 by rules, 1 by hand`; empty where there are none. */
export function restartsText({ byRule, byHand, byTimer }: RestartCounts): string {
  const parts = [
    { count: byRule, by: byRule === 1 ? 'a rule' : 'rules' },
    { count: byHand, by: 'hand' },
    { count: byTimer, by: 'its timer' },
  ]
  return parts.flatMap(({ count, by }) => (count === 0 ? [] : [`${count} by ${by}`])).join(', ')
}
