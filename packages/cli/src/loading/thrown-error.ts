const MAX_FRAMES = 100
const MAX_MESSAGE = 10_000

/** What an author's code threw, as a child tells it. */
export interface ThrownError {
  readonly name: string
  readonly message: string
  /** The lines of its stack, without the message. */
  readonly frames: readonly string[]
}

/** What an author's code threw, as data. It may be anything, even an object whose parts throw again when they are read. */
export function thrownError(error: unknown): ThrownError {
  try {
    if (!(error instanceof Error)) return { name: 'Error', message: shorten(String(error)), frames: [] }
    const [name, message, stack] = [error.name, error.message, error.stack ?? ''].map(String) as [
      string,
      string,
      string,
    ]
    // Lines of the message may look like frames.
    const begin = stack.indexOf(message)
    const frames = stack.slice(begin < 0 ? 0 : begin + message.length).split('\n')
    return { name, message: shorten(message), frames: frames.slice(0, MAX_FRAMES) }
  } catch {
    return { name: 'Error', message: 'an object that cannot be shown. Throw an Error.', frames: [] }
  }
}

function shorten(text: string): string {
  return text.length <= MAX_MESSAGE ? text : `${text.slice(0, MAX_MESSAGE)}…`
}
