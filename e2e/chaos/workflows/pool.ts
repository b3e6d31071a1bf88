/** What the tasks of a crowd share. */
export const POOL = { name: 'pair', slots: 2 } as const

/** What a task says that runs although all slots are taken. */
export const CROWDED = 'crowded'
