import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A part of this program that runs as its own process: a built file, or its source if nothing is built. */
export interface ProgramPart {
  readonly built: string
  /** A file URL. */
  readonly source: () => string
}

const MAIN: ProgramPart = { built: 'aiflow.js', source: () => import.meta.resolve('./main.ts') }

/** Arguments for `process.execPath` that run a part of this program, the command line by default. */
export function programArguments(part: ProgramPart = MAIN): string[] {
  if (isFromSource())
    return ['--conditions=source', '--disable-warning=ExperimentalWarning', fileURLToPath(part.source())]
  return [join(distFolder(), part.built)]
}

/** Whether this program runs from its source, without a build. */
export function isFromSource(): boolean {
  return import.meta.filename.endsWith('.ts')
}

/** Built files are in `dist`, or in `dist/chunks` where several parts share them. */
export function distFolder(): string {
  return import.meta.dirname.replace(/[\\/]chunks$/, '')
}
