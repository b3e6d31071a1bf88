import {
  type ConditionDefinition,
  describeCondition,
  type RuleDefinition,
  type TaskDefinition,
} from '@aiflow/sdk/internal/wire'
import { ActionTag } from '../../../components/causes/action-tag.tsx'
import classes from './rule-list.module.css'
import { whenAliveText } from './rule-text.ts'

interface RuleOf {
  /** Null if the heading names it. */
  readonly task: string | null
  readonly rule: RuleDefinition
}

interface RuleListProps {
  readonly title: string
  readonly rules: readonly RuleOf[]
  readonly whenEmpty: string
}

/** Rules in words. */
export function RuleList({ title, rules, whenEmpty }: RuleListProps) {
  return (
    <>
      <h3 className={classes.title}>{title}</h3>
      {rules.length === 0 ? <p className={classes.none}>{whenEmpty}</p> : null}
      <ul className={classes.list}>
        {rules.map(({ task, rule }) => (
          <li key={`${task}/${rule.name}`} className={classes.rule}>
            <div className={classes.head}>
              <ActionTag action={rule.action} />
              <span className={classes.name}>{task ?? rule.name}</span>
            </div>
            <div className={classes.condition}>when {describeCondition(rule.condition)}</div>
            {rule.whenAlive === 'ignore' ? null : (
              <div className={classes.alive}>while the task is active: {whenAliveText(rule)}</div>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

/** The rules of all tasks that depend on the status of one. */
export function rulesOnTask(tasks: readonly TaskDefinition[], task: string): readonly RuleOf[] {
  return rulesWith(tasks, (condition) => {
    if (condition.type === 'taskStatus') return condition.task === task
    if (condition.type === 'taskOutcomes') return condition.tasks.includes(task)
    return condition.type === 'allTaskStatuses' && condition.members.some((member) => member.task === task)
  })
}

/** The rules that listen to events with a key. */
export function rulesOnKey(tasks: readonly TaskDefinition[], key: string): readonly RuleOf[] {
  return rulesWith(tasks, (condition) => keysOf(condition).includes(key))
}

function rulesWith(
  tasks: readonly TaskDefinition[],
  isWanted: (condition: ConditionDefinition) => boolean,
): readonly RuleOf[] {
  return tasks.flatMap(({ name, rules }) =>
    rules.filter(({ condition }) => isWanted(condition)).map((rule) => ({ task: name, rule })),
  )
}

function keysOf(condition: ConditionDefinition): readonly string[] {
  switch (condition.type) {
    case 'event':
      return [condition.event.key]
    case 'allEvents':
    case 'anyEvent':
      return condition.events.map(({ key }) => key)
    case 'cel':
      return condition.keys ?? []
    case 'code':
      return condition.expectEventKeys
    case 'taskStatus':
    case 'allTaskStatuses':
    case 'taskOutcomes':
      return []
  }
}
