/**
 * What a rule does to its task. START: start an execution of the task. STOP: stop the current one. RESTART: stop the
 * current one, then start the next.
 *
 * Source: `ai_flow.model.action.TaskAction`.
 */
export const TaskAction = Object.freeze({
  START: 'START',
  RESTART: 'RESTART',
  STOP: 'STOP',
})

export type TaskAction = (typeof TaskAction)[keyof typeof TaskAction]
