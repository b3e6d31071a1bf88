import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import type { Stage } from './stage.ts'

export const VALUE = 'correct-horse/battery+"staple"'

type Answer = { readonly status: number; readonly body: object }

/** Lets the far side give secrets to attempts. */
export function giveSecrets(stage: Stage, answer: () => Answer = () => valuesOf(VALUE)): void {
  stage.far.answer = (request, response) => {
    if (!/^\/api\/v1\/worker\/attempts\/[^/]+\/secrets$/.test(request.url ?? '')) return false
    const { status, body } = answer()
    response.statusCode = status
    response.end(JSON.stringify(body))
    return true
  }
}

export function valuesOf(value: string): Answer {
  return { status: 200, body: { values: { PASSWORD: value, OTHER: `other-${value}` } } }
}

/** The secrets of an attempt: one as a file, one in the environment. */
export const SECRETS: NonNullable<AttemptSpec['secrets']> = [
  { variable: 'PASSWORD', secret: 'db', as: 'file' },
  { variable: 'OTHER', secret: 'other', as: 'environment' },
]

/** Files of the home that hold a text as it is. */
export function filesWith(stage: Stage, text: string): string[] {
  try {
    return execFileSync('grep', ['-rlaF', text, stage.home], { encoding: 'utf8' }).trim().split('\n')
  } catch {
    return []
  }
}

/** The folders of attempts with files of secrets. */
export function secretFolders(stage: Stage): string[] {
  const folder = join(stage.home, 'worker', 'secrets')
  return existsSync(folder) ? readdirSync(folder) : []
}
