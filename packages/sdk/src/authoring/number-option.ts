import { invalidWorkflow, quoted } from './checks.ts'

/** What a number may be, and how that is said. */
export interface NumberRule {
  readonly isValid: (value: number) => boolean
  readonly rule: string
}

export const NOT_NEGATIVE: NumberRule = { isValid: (value) => value >= 0, rule: 'a number of seconds, 0 or more' }
export const POSITIVE: NumberRule = { isValid: (value) => value > 0, rule: 'a number of seconds greater than 0' }

/** Throws INVALID_WORKFLOW where an option of a task is not a number that it can be. */
export function checkedNumber(
  task: string,
  field: string,
  { value, isValid, rule }: NumberRule & { value: unknown },
): number {
  if (typeof value === 'number' && Number.isFinite(value) && isValid(value)) return value
  const given = typeof value === 'number' ? String(value) : quoted(value)
  throw invalidWorkflow(`"${field}" of the task "${task}" cannot be ${given}. It is ${rule}.`, { task, field })
}
