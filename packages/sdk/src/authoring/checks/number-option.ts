import { MAX_DURATION_SECONDS } from '../../model/limits.ts'
import { quoted } from '../../model/text/quoted.ts'
import { invalidWorkflow } from './checks.ts'

/** What a number may be, and how messages say that. */
export interface NumberRule {
  readonly isValid: (value: number) => boolean
  readonly rule: string
}

const AT_MOST = `at most ${MAX_DURATION_SECONDS} (100 years)`

export const NOT_NEGATIVE: NumberRule = {
  isValid: (value) => value >= 0 && value <= MAX_DURATION_SECONDS,
  rule: `a number of seconds, 0 or more, and ${AT_MOST}`,
}
export const POSITIVE: NumberRule = {
  isValid: (value) => value > 0 && value <= MAX_DURATION_SECONDS,
  rule: `a number of seconds greater than 0, and ${AT_MOST}`,
}
/** For a limit that does not exist if the option is left out. */
export const OPTIONAL_LIMIT: NumberRule = { ...POSITIVE, rule: `${POSITIVE.rule}. Leave it out for no limit` }

/** Throws INVALID_WORKFLOW if a number option of a task breaks its rule. */
export function checkedNumber(
  task: string,
  field: string,
  { value, isValid, rule }: NumberRule & { value: unknown },
): number {
  if (typeof value === 'number' && Number.isFinite(value) && isValid(value)) return value
  const given = typeof value === 'number' ? String(value) : quoted(value)
  throw invalidWorkflow(`"${field}" of the task "${task}" cannot be ${given}. It must be ${rule}.`, { task, field })
}
