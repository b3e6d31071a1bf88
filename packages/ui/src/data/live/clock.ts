/** The server's clock. All times follow it, since the clock of the browser may be wrong. */
class ServerClock {
  #aheadMs = 0

  set(serverTime: number): void {
    this.#aheadMs = serverTime - Date.now()
  }

  now(): number {
    return Date.now() + this.#aheadMs
  }
}

export const serverClock = new ServerClock()
