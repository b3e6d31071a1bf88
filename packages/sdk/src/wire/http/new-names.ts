import type * as z from 'zod'
import { isName, NAME_RULE } from '../../model/text/names.ts'
import type { WorkflowDefinition } from '../workflow-definition.ts'

type Path = readonly (string | number)[]
type Named = { readonly name: string }

/** New names must follow the present rule. Stored names may be older ones, which 0.2.0 accepted. */
export function refuseOldNames(definitions: readonly WorkflowDefinition[], context: z.core.$RefinementCtx): void {
  for (const [index, definition] of definitions.entries()) {
    const { namespace, tasks, triggers, schedules } = definition
    const at: Path = ['definitions', index]
    refuseOldName({ name: namespace }, [...at, 'namespace'], context)
    refuseOldName(definition, [...at, 'name'], context)
    refuseAll(tasks, [...at, 'tasks'], context)
    for (const [task, { rules }] of tasks.entries()) refuseAll(rules, [...at, 'tasks', task, 'rules'], context)
    refuseAll(triggers, [...at, 'triggers'], context)
    refuseAll(schedules, [...at, 'schedules'], context)
  }
}

export function refuseOldName({ name }: Named, path: Path, context: z.core.$RefinementCtx): void {
  if (!isName(name)) context.addIssue({ code: 'custom', path: [...path], message: NAME_RULE })
}

function refuseAll(named: readonly Named[], path: Path, context: z.core.$RefinementCtx): void {
  for (const [index, one] of named.entries()) refuseOldName(one, [...path, index, 'name'], context)
}
