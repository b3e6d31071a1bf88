/** A place of the page: its picture is taken, and it is tested to keep nobody out. */
export interface PictureOf {
  /** Of the file. */
  readonly name: string
  readonly path: string
}

/** Every view, with what the example world holds; a view that is added belongs here. */
export const PLACES: readonly PictureOf[] = [
  { name: 'login', path: '/login' },
  { name: 'overview', path: '/' },
  { name: 'executions', path: '/executions' },
  { name: 'executions-failed', path: '/executions?status=FAILED' },
  { name: 'nothing-here', path: '/no-such-place' },
]
