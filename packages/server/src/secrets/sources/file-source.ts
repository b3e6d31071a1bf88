import { join } from 'node:path'
import { isDamagedFile, readTextFile } from '@aiflow/sdk/files'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { MAX_SECRET_BYTES } from '@aiflow/sdk/internal/limits'
import type { NamedInNamespace } from '../../storage/table.ts'
import type { SecretSource } from './secret-source.ts'

/** Secrets in files `<folder>/<namespace>/<name>`, as Kubernetes and Docker mount them. They are read anew each time. */
export class FileSource implements SecretSource {
  readonly place: string
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
    this.place = `the folder "${folder}"`
  }

  async read({ namespace, name }: NamedInNamespace): Promise<string | null> {
    const path = join(this.#folder, namespace, name)
    try {
      return withoutLineEnd(readTextFile(path, { maxBytes: MAX_SECRET_BYTES }))
    } catch (cause) {
      if (isMissing(cause)) return null
      const reason = cause instanceof Error ? cause.message : String(cause)
      const code = isDamagedFile(cause) ? 'SECRET_UNREADABLE' : 'SECRET_UNAVAILABLE'
      const message = `The secret "${name}" cannot be read from "${path}": ${reason}.`
      throw new AIFlowError(code, message, { details: { namespace, secret: name }, cause })
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}

/** The end of a single line is that of the file, not of the value. */
function withoutLineEnd(text: string): string {
  const line = text.replace(/\r?\n$/, '')
  return line.includes('\n') ? text : line
}
