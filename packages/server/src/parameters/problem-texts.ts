import { counted, nearestName } from '@aiflow/sdk/internal/text'
import type { Problem } from './schema-validator.ts'
import { isSchema } from './schema-words.ts'

const MAX_PROBLEMS = 20
const MAX_LOOKED_AT = 200
const MAX_CHARACTERS = 300

export interface ProblemText {
  readonly path: readonly string[]
  readonly problem: string
}

/**
 * What is wrong, for people. Each problem appears once. For alternatives that do not fit, the text says what they
 * accept.
 */
export function describeProblems(all: readonly Problem[]): ProblemText[] {
  const problems = all.slice(0, MAX_LOOKED_AT)
  const told = new Map<string, ProblemText>()
  const isTold = (one: Problem) => isInsideOfAnother(one, problems) || isToldByFormat(one, problems)
  for (const problem of problems.filter((one) => !isTold(one))) {
    const path = pathOf(problem)
    const text = { path, problem: clip(describe(problem, problems)) }
    told.set(JSON.stringify(text), text)
  }
  return [...told.values()].slice(0, MAX_PROBLEMS)
}

/** The problems of an alternative with the same value are part of the text about the alternatives. */
function isInsideOfAnother({ keyword, params, schemaPath }: Problem, problems: readonly Problem[]): boolean {
  // "then" reports its own problem.
  if (keyword === 'if')
    return problems.some((one) => one.schemaPath.startsWith(`${schemaPath.slice(0, -2)}${params.failingKeyword}/`))
  return problems.some(
    ({ keyword: word, schemaPath: outer }) =>
      schemaPath !== outer && isAlternative(word) && schemaPath.startsWith(`${outer}/`),
  )
}

/** Zod writes a long pattern beside each of its formats. The name of the format says more. */
function isToldByFormat({ keyword, instancePath, schemaPath }: Problem, problems: readonly Problem[]): boolean {
  if (keyword !== 'pattern') return false
  const format = schemaPath.replace(/pattern$/, 'format')
  return problems.some((one) => one.instancePath === instancePath && one.schemaPath === format)
}

function describe(problem: Problem, all: readonly Problem[]): string {
  const { keyword, params, message = 'is not valid', schema, parentSchema } = problem
  switch (keyword) {
    case 'required':
    case 'dependentRequired':
      return 'is missing'
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const near = nearestName(pathOf(problem).at(-1) ?? '', namesOf(parentSchema))
      return `is not declared${near === null ? '' : ` (did you mean "${near}"?)`}`
    }
    case 'enum':
    case 'const':
      return `must be ${(keyword === 'enum' ? (schema as unknown[]) : [schema]).map((one) => JSON.stringify(one)).join(' or ')}`
    case 'type':
      return `must be ${typesOf(params.type)}`
    case 'propertyNames':
      return `its property "${String(params.propertyName)}" has a name that is not allowed`
    case 'false schema':
      return 'is not allowed'
    case 'anyOf':
    case 'oneOf':
      return describeAlternatives(problem, all)
    case 'not':
      return describeNot(schema)
    case 'if':
      return `must fit "${String(params.failingKeyword)}", because it ${params.failingKeyword === 'then' ? 'fits' : 'does not fit'} "if"`
    case 'contains':
      return `must contain at least ${counted(Number(params.minContains), 'item that fits', 'items that fit')} "contains"`
    default:
      return message.replace('must NOT', 'must not')
  }
}

/** What a value must not be. */
function describeNot(schema: unknown): string {
  if (!isSchema(schema)) return 'is not allowed'
  const { type, not, ...others } = schema
  if (isSchema(not) && Object.keys(schema).length === 1 && not.type !== undefined && Object.keys(not).length === 1)
    return `must be ${typesOf(not.type)}`
  if (type !== undefined && Object.keys(others).length === 0) return `must not be ${typesOf(type)}`
  const values = Array.isArray(schema.enum) ? schema.enum : 'const' in schema ? [schema.const] : null
  if (values !== null) return `must not be ${values.map((one) => JSON.stringify(one)).join(' or ')}`
  return `must not fit ${JSON.stringify(schema)}`
}

function typesOf(type: unknown): string {
  return [type].flat().map(String).join(' or ')
}

function describeAlternatives(problem: Problem, all: readonly Problem[]): string {
  if (Array.isArray(problem.params.passingSchemas))
    return 'fits more than one of its alternatives, but must fit exactly one'
  const inner = all.filter(({ schemaPath }) => schemaPath.startsWith(`${problem.schemaPath}/`))
  const reasons = inner.map((one) => {
    const at = one.instancePath.slice(problem.instancePath.length).replaceAll('/', '.').slice(1)
    return `${at === '' ? '' : `"${at}" `}${describe(one, inner)}`
  })
  const distinct = [...new Set(reasons)]
  return distinct.length === 0 ? 'fits none of its alternatives' : distinct.join(', or ')
}

function isAlternative(keyword: string): boolean {
  return keyword === 'anyOf' || keyword === 'oneOf'
}

function pathOf({ instancePath, keyword, params }: Problem): string[] {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  const named = params.missingProperty ?? params.additionalProperty ?? params.unevaluatedProperty
  return keyword !== 'propertyNames' && typeof named === 'string' ? [...path, named] : path
}

function namesOf(schema: unknown): string[] {
  const properties = isSchema(schema) ? schema.properties : undefined
  return isSchema(properties) ? Object.keys(properties) : []
}

function clip(text: string): string {
  return text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS)}…`
}
