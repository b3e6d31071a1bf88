interface Waiter {
  readonly begin: () => void
}

/** Limits how many works run at once. Each owner has one at most, and the owners take turns. */
export class Turns<Owner> {
  readonly #limit: number
  readonly #waiting = new Map<Owner, Waiter[]>()
  readonly #busy = new Set<Owner>()

  constructor(limit: number) {
    this.#limit = limit
  }

  async take<T>(owner: Owner, work: () => Promise<T>): Promise<T> {
    await this.#turnOf(owner)
    try {
      return await work()
    } finally {
      this.#busy.delete(owner)
      this.#putBehind(owner)
      this.#beginNext()
    }
  }

  #turnOf(owner: Owner): Promise<void> {
    return new Promise((begin) => {
      const line = this.#waiting.get(owner) ?? []
      line.push({ begin })
      this.#waiting.set(owner, line)
      this.#beginNext()
    })
  }

  #beginNext(): void {
    for (const [owner, line] of this.#waiting) {
      if (this.#busy.size >= this.#limit) return
      if (this.#busy.has(owner)) continue
      const waiter = line.shift()
      if (line.length === 0) this.#waiting.delete(owner)
      this.#busy.add(owner)
      waiter?.begin()
    }
  }

  #putBehind(owner: Owner): void {
    const line = this.#waiting.get(owner)
    if (line === undefined) return
    this.#waiting.delete(owner)
    this.#waiting.set(owner, line)
  }
}
