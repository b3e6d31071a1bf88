import { join } from 'node:path'

/** The program that the reader thread runs. */
export interface ReaderProgram {
  readonly file: string
  readonly nodeArguments: readonly string[]
}

/** In a build it is `reader.js` beside the program, whose chunks may be in a folder `chunks`. From source it is its own source file. */
export function findReaderProgram(): ReaderProgram {
  const folder = import.meta.dirname
  if (import.meta.filename.endsWith('.ts')) {
    return { file: join(folder, 'reader-main.ts'), nodeArguments: ['--conditions=source', '--no-warnings'] }
  }
  return { file: join(folder.replace(/[\\/]chunks$/, ''), 'reader.js'), nodeArguments: [] }
}
