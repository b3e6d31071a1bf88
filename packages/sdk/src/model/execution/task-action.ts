import { enumeration } from './enumeration.ts'

/**
 * What a rule does to its task. START: start an execution of the task. STOP: stop the current one. RESTART: stop the
 * current one, then start the next.
 *
 * Source: `ai_flow.model.action.TaskAction`.
 */
export const TaskAction = enumeration('a task action', ['START', 'RESTART', 'STOP'])

export type TaskAction = (typeof TaskAction.values)[number]
