const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/
const RESERVED = /^AIFLOW_/i

/** A secret of the namespace that the attempts of a task get. Its value is in no definition. */
export interface TaskSecret {
  /** The name by which the task knows it. */
  readonly variable: string
  /** The name of the secret. */
  readonly secret: string
  /** How a command gets it: as a file, whose path is in the variable with `_FILE` at its end, or as the variable itself. */
  readonly as: 'file' | 'environment'
}

/** Whether a task may know a secret by this name. */
export function isVariable(name: string): boolean {
  return VARIABLE.test(name) && !RESERVED.test(name)
}

/** The variable with the path of the file of a secret. */
export function secretFileVariable(variable: string): string {
  return `${variable}_FILE`
}
