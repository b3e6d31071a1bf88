import { join } from 'node:path'

/** What a thread of the readers runs. */
export interface ReaderProgram {
  readonly file: string
  readonly nodeArguments: readonly string[]
}

/** Built, it is `reader.js` beside the program, whose parts may be in a folder `chunks`; from source it is where it is written. */
export function findReaderProgram(): ReaderProgram {
  const folder = import.meta.dirname
  if (import.meta.filename.endsWith('.ts')) {
    return { file: join(folder, 'reader-main.ts'), nodeArguments: ['--conditions=source', '--no-warnings'] }
  }
  return { file: join(folder.replace(/[\\/]chunks$/, ''), 'reader.js'), nodeArguments: [] }
}
