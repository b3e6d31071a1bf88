/** Thrown by the code of a task to end it as FAILED at once, without another attempt. */
export class NonRetryableError extends Error {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.name = 'NonRetryableError'
  }
}

/** Whether a value is a NonRetryableError, including subclasses and errors of another copy of the SDK. */
export function isNonRetryableError(value: unknown): value is NonRetryableError {
  if (!(value instanceof Error)) return false
  for (let prototype = value; prototype instanceof Error; prototype = Object.getPrototypeOf(prototype)) {
    if (prototype.name === 'NonRetryableError' || prototype.constructor.name === 'NonRetryableError') return true
  }
  return false
}
