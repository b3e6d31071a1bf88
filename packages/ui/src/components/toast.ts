import { messageOf } from '../data/errors.ts'

export interface Toast {
  readonly id: number
  readonly tone: 'success' | 'failure'
  readonly text: string
}

/** What was done, or went wrong, told in a corner for a while. Kept outside of React so that anything may say something. */
class Toasts {
  #list: readonly Toast[] = []
  #nextId = 1
  readonly #listeners = new Set<() => void>()

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly current = (): readonly Toast[] => this.#list

  success(text: string): void {
    this.#add('success', text)
  }

  failure(error: unknown): void {
    this.#add('failure', messageOf(error))
  }

  remove(id: number): void {
    this.#set(this.#list.filter((toast) => toast.id !== id))
  }

  #add(tone: Toast['tone'], text: string): void {
    const id = this.#nextId
    this.#nextId += 1
    this.#set([...this.#list.slice(-3), { id, tone, text }])
  }

  #set(list: readonly Toast[]): void {
    this.#list = list
    for (const listener of this.#listeners) listener()
  }
}

export const toast = new Toasts()
