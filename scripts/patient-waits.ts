import { vi } from 'vitest'

/** In milliseconds. The default of a second is too little on a busy machine. */
const TIMEOUT = 30_000

const { waitFor } = vi

vi.waitFor = (callback, options = {}) =>
  waitFor(callback, typeof options === 'number' ? options : { timeout: TIMEOUT, ...options })
