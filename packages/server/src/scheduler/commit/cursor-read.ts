import type { CursorName } from '../../log/cursor.ts'
import { cursorKey } from '../../model/cursor-key.ts'
import type { World } from '../world/world.ts'
import type { Work } from './work.ts'

interface Settle {
  readonly resolve: (position: string | null) => void
  readonly reject: (error: unknown) => void
}

/** Reads the position of a cursor behind everything that was handed in before, once that is stored. */
export class CursorRead implements Work {
  readonly producerKeys = []
  readonly #name: CursorName
  readonly #settle: Settle
  #position: string | null = null

  constructor(name: CursorName, settle: Settle) {
    this.#name = name
    this.#settle = settle
  }

  async prepare(): Promise<void> {}

  apply(world: World): void {
    this.#position = world.cursors.get(cursorKey(this.#name)) ?? null
  }

  committed(): void {
    this.#settle.resolve(this.#position)
  }

  failed(error: unknown): void {
    this.#settle.reject(error)
  }

  parts(): readonly Work[] {
    return [this]
  }
}
