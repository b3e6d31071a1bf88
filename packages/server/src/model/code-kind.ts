/** What a worker's warm child may be asked for. */
export type CodeKind = 'task' | 'condition'
