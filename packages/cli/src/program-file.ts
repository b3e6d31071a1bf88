import { join } from 'node:path'

/** How to run a part of this program with the Node that runs it: built `<part>.js`, or its source beside this file. */
export interface ProgramPart {
  readonly built: string
  readonly source: string
}

const MAIN: ProgramPart = { built: 'aiflow.js', source: 'main.ts' }

/** Arguments for `process.execPath` that run a part of this program, the command line by default. */
export function programArguments(part: ProgramPart = MAIN): string[] {
  if (isFromSource())
    return ['--conditions=source', '--disable-warning=ExperimentalWarning', join(import.meta.dirname, part.source)]
  return [join(distFolder(), part.built)]
}

function isFromSource(): boolean {
  return import.meta.filename.endsWith('.ts')
}

/** Built files are in `dist`, or in `dist/chunks` where several parts share them. */
function distFolder(): string {
  return import.meta.dirname.replace(/[\\/]chunks$/, '')
}
