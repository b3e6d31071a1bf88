import type { FromChild } from './messages.ts'

/** What became of an attempt that was sent to a child. */
export type TaskBeginning =
  | { readonly type: 'running' }
  /** Another process claimed it, or a tombstone. */
  | { readonly type: 'claimed' }
  /** Its claim could not be written. */
  | { readonly type: 'unclaimed'; readonly error: Error }
  /** The child ended before it could claim it. */
  | { readonly type: 'died' }

/** Null if the message is about something else. */
export function beginningOf(message: FromChild): TaskBeginning | null {
  switch (message.type) {
    case 'running':
    case 'claimed':
      return { type: message.type }
    case 'unclaimed':
      return { type: 'unclaimed', error: errorOf(message) }
    default:
      return null
  }
}

/** A shortage of the machine is still one in this process. */
function errorOf({ message, code }: Extract<FromChild, { type: 'unclaimed' }>): Error {
  return Object.assign(new Error(message), code === null ? {} : { code })
}
