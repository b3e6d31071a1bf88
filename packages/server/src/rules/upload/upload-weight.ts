import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import type { WorkflowDefinition } from '@aiflow/sdk/internal/wire'
import { patternsIn } from '../../formulas/cel/patterns-in.ts'
import { expressionsIn } from '../../parameters/parameter-template.ts'
import { schemaWeight } from '../../parameters/schema-weight.ts'
import { isSchema } from '../../parameters/schema-words.ts'
import { formulasOf, patternsOf } from '../conditions/kinds.ts'
import { checkPatternWeight } from './pattern-weight.ts'

/**
 * Maximum characters of everything that must be compiled before an upload is accepted: about a second, in which nothing
 * else can run.
 */
const MAX_CHARACTERS = 256 * 1024

/** Maximum cost of compiling all parameter schemas, as counted by `schemaWeight`: a second of an idle machine. */
const MAX_SCHEMAS_WEIGHT = 1_000_000

/** Throws `INVALID_WORKFLOW` if the workflows of an upload take too long to compile. */
export function checkUploadWeight(definitions: readonly WorkflowDefinition[]): void {
  let characters = 0
  const patterns = new Set<string>()
  for (const { parameters, tasks, triggers, schedules } of definitions) {
    if (parameters !== undefined) characters += JSON.stringify(parameters).length
    const conditions = [...tasks.flatMap(({ rules }) => rules), ...triggers].map(({ condition }) => condition)
    const started = tasks.flatMap(({ operator }) => (operator.type === 'workflow' ? [operator.parameters ?? {}] : []))
    const given = [...schedules.map((schedule) => schedule.parameters), ...started]
    const lists = tasks.flatMap(({ mapOver }) => (typeof mapOver?.list === 'string' ? [mapOver.list] : []))
    const expressions = [...given, ...lists].flatMap(expressionsIn)
    for (const formula of new Set([...conditions.flatMap(formulasOf), ...expressions])) characters += formula.length
    requireCharacters(characters)
    for (const pattern of [...conditions.flatMap(patternsOf), ...expressions.flatMap(patternsIn)]) patterns.add(pattern)
    for (const pattern of patternsInSchema(parameters)) patterns.add(pattern)
  }
  checkPatternWeight([...patterns], 'The upload')
  checkSchemaWeight(definitions.map(({ parameters }) => schemaWeight(parameters)))
}

function checkSchemaWeight(weights: readonly number[]): void {
  const weight = weights.reduce((sum, one) => sum + one, 0)
  if (weight <= MAX_SCHEMAS_WEIGHT) return
  const message = `The schemas of parameters of the upload take too long to compile together: ${weight} units, and ${MAX_SCHEMAS_WEIGHT} are allowed. Upload its workflows in several files.`
  throw new AIFlowError('INVALID_WORKFLOW', message, { details: { weight, maxWeight: MAX_SCHEMAS_WEIGHT } })
}

function requireCharacters(characters: number): void {
  if (characters <= MAX_CHARACTERS) return
  const message = `The schemas of parameters, regular expressions and CEL expressions of the upload have ${characters} characters in all, and ${MAX_CHARACTERS} are allowed. Upload its workflows in several files.`
  throw new AIFlowError('INVALID_WORKFLOW', message, { details: { characters, maxCharacters: MAX_CHARACTERS } })
}

function patternsInSchema(schema: Json | undefined): string[] {
  if (Array.isArray(schema)) return schema.flatMap(patternsInSchema)
  if (!isSchema(schema)) return []
  return Object.entries(schema).flatMap(([word, value]) => {
    if (word === 'pattern' && typeof value === 'string') return [value]
    const own = word === 'patternProperties' && isSchema(value) ? Object.keys(value) : []
    return [...own, ...patternsInSchema(value)]
  })
}
