/** Thrown by the code of a task to end it as FAILED at once, without another attempt. */
export class NonRetryableError extends Error {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.name = 'NonRetryableError'
  }
}

/** Whether a value is a NonRetryableError, including subclasses and errors of another copy of the SDK. */
export function isNonRetryableError(value: unknown): value is NonRetryableError {
  for (let each: unknown = value; each instanceof Error; each = Object.getPrototypeOf(each)) {
    if (isNamed(each)) return true
  }
  return false
}

/** A getter of a prototype may throw, as those of a DOMException do. */
function isNamed(each: Error): boolean {
  try {
    return each.name === 'NonRetryableError' || each.constructor.name === 'NonRetryableError'
  } catch {
    return false
  }
}
