/** What a child of a worker may run: one task at a time, many tasks at once, or conditions. */
export type CodeKind = 'task' | 'shared' | 'condition'
