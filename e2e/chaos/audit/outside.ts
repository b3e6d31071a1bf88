import type { Evidence } from '../evidence.ts'

/** A task has one daemon at a time, and none when it has ended. */
export function auditOutside({ doubleDaemons, livingDaemons }: Evidence): string[] {
  return [...doubleDaemons, ...livingDaemons.map((name) => `the daemon ${name} is alive after the end of its task`)]
}
