/** Safe as the name of a folder: it cannot lead to another folder. */
const ATTEMPT_ID = /^[A-Za-z0-9_-]{1,128}$/

export function isAttemptId(text: string): boolean {
  return ATTEMPT_ID.test(text)
}
