import { AIFlowError, type ConditionDefinition, type WorkflowDefinition } from '@aiflow/sdk/internal'

/** Of all that has to be compiled before an upload is taken, which nothing else can happen meanwhile: about a second. */
const MAX_CHARACTERS = 256 * 1024

/** Throws `INVALID_WORKFLOW` where the workflows of an upload have too much that takes time to understand. */
export function checkUploadWeight(definitions: readonly WorkflowDefinition[]): void {
  let characters = 0
  for (const { parameters, tasks, triggers } of definitions) {
    if (parameters !== undefined) characters += JSON.stringify(parameters).length
    const formulas = new Set(
      [...tasks.flatMap(({ rules }) => rules), ...triggers].flatMap((of) => formulasOf(of.condition)),
    )
    for (const formula of formulas) characters += formula.length
  }
  if (characters <= MAX_CHARACTERS) return
  const message = `The schemas of parameters, regular expressions and CEL expressions of the upload have ${characters} characters in all, and ${MAX_CHARACTERS} are allowed. Upload its workflows in several files.`
  throw new AIFlowError('INVALID_WORKFLOW', message, { details: { characters, maxCharacters: MAX_CHARACTERS } })
}

function formulasOf(condition: ConditionDefinition): string[] {
  if (condition.type === 'cel') return [condition.expression]
  const events = condition.type === 'event' ? [condition.event] : 'events' in condition ? condition.events : []
  return events.flatMap(({ filter }) => filter?.matches ?? [])
}
