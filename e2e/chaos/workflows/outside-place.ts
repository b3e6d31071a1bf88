/** The file in the home with the address under which daemons are had. */
export const DAEMONS_FILE = 'daemons-url'

/** What a task says that goes on with the daemon of an earlier attempt. */
export const REATTACHED = 'reattached'
