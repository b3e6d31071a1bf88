/** What a warm child of a worker may run. */
export type CodeKind = 'task' | 'condition'
