/** The file in the home with the address of the service that runs daemons. */
export const DAEMONS_FILE = 'daemons-url'

/** Written by a task that reattaches to the daemon of an earlier attempt. */
export const REATTACHED = 'reattached'
