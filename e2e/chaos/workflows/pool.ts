/** The pool that the tasks of "crowded" share. */
export const POOL = { name: 'pair', slots: 2 } as const

/** Written by a task that runs although all slots are taken. */
export const CROWDED = 'crowded'
