import { messageOf } from '../../../data/errors.ts'
import { createHolder } from '../../../data/holder.ts'

const MOST = 4

export interface Toast {
  readonly id: number
  readonly tone: 'success' | 'failure'
  readonly text: string
}

/** The messages that are shown at the moment. */
export const toasts = createHolder<readonly Toast[]>([])

let lastId = 0

/** Shows for a while, in a corner, what was done or went wrong. May be called from anywhere. */
export const toast = {
  success: (text: string): void => add('success', text),
  failure: (error: unknown): void => add('failure', messageOf(error)),
  remove: (id: number): void => toasts.set(toasts.get().filter((one) => one.id !== id)),
}

function add(tone: Toast['tone'], text: string): void {
  lastId += 1
  toasts.set([...toasts.get().slice(1 - MOST), { id: lastId, tone, text }])
}
