import type { TaskDefinition, WorkflowDefinition } from '@aiflow/sdk/internal/wire'

/** As much of each text is looked at. */
const MAX_CHARACTERS = 64 * 1024
const MIN_CHARACTERS = 6
const NAME = /(?:^|_)(?:password|passwd|passphrase|pwd|secret|token|api_?key|access_?key|private_?key|credentials?)$/
/** A reference to a variable, a path or an address, which is no secret itself. */
const REFERENCE = /^[/.~]|\$|^\w+:\/\/[^@]*$/
const SHAPES: readonly RegExp[] = [
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/,
  // User and password in an address.
  /\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@$"']{1,200}:[^\s/:@$"']{6,200}@/i,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  /\bAIza[\w-]{35}/,
  /\b(?:gh[pousr]|npm)_[A-Za-z0-9]{36}/,
  /\bgithub_pat_\w{22}/,
  /\bglpat-[\w-]{20}/,
  /\bxox[abprs]-[\w-]{10}/,
  /\b[sr]k_live_\w{16}/,
  /\bsk-[\w-]{20}/,
  /\beyJ[\w-]{10,2000}\.eyJ[\w-]{10,2000}\.[\w-]{10}/,
]

/** The places in a definition that hold what looks like a secret, such as `"env.DB_PASSWORD" of the task "load"`. */
export function likelySecrets({ tasks, triggers, schedules }: WorkflowDefinition): string[] {
  return [
    ...tasks.flatMap((task) => placesOf(textsOf(task), `the task "${task.name}"`)),
    ...triggers.flatMap(({ name, parameters }) => placesOf({ parameters }, `the trigger "${name}"`)),
    ...schedules.flatMap(({ name, parameters }) => placesOf({ parameters }, `the schedule "${name}"`)),
  ]
}

function textsOf({ operator }: TaskDefinition): object {
  switch (operator.type) {
    case 'bash':
      return { command: operator.command, env: operator.env }
    case 'python':
      return { ...operator.run, env: operator.env }
    default:
      return {}
  }
}

function placesOf(values: object, owner: string): string[] {
  return placesIn(values, '').map((place) => `"${place}" of ${owner}`)
}

/** Definitions are JSON that is not deep. */
function placesIn(values: object, before: string): string[] {
  return Object.entries(values).flatMap(([name, value]: [string, unknown]) => {
    const place = `${before}${name}`
    if (typeof value === 'string') return isLikely(name, value) ? [place] : []
    return typeof value === 'object' && value !== null ? placesIn(value, `${place}.`) : []
  })
}

function isLikely(name: string, text: string): boolean {
  const start = text.slice(0, MAX_CHARACTERS)
  if (SHAPES.some((shape) => shape.test(start))) return true
  const words = name
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase()
  return NAME.test(words) && text.length >= MIN_CHARACTERS && !REFERENCE.test(start)
}
