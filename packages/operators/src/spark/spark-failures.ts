import { NonRetryableError } from '@aiflow/sdk'

/** What another attempt meets as well. */
const LASTING =
  /Failed to load class|ClassNotFoundException|NoSuchFileException|FileNotFoundException|Could not parse Master URL|Unrecognized option/

/** The error of an application. `said`: what it or the cluster said about it. */
export function sparkFailure(message: string, said: string): Error {
  return LASTING.test(said) ? new NonRetryableError(message) : new Error(message)
}
