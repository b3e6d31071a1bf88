/** A rule of a task, or a trigger of a workflow, within its lane. */
export interface RuleName {
  /** Null for a trigger of a workflow. */
  readonly task: string | null
  readonly rule: string
}

/** `<task>/<rule>`, for a trigger `/<trigger>`. */
export function ruleId({ task, rule }: RuleName): string {
  return `${task ?? ''}/${rule}`
}

/** Neither name can hold a slash. */
export function parseRuleId(id: string): RuleName {
  const slash = id.indexOf('/')
  const task = id.slice(0, slash)
  return { task: task === '' ? null : task, rule: id.slice(slash + 1) }
}
