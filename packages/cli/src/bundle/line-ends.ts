import type { ExtraFile } from './extra-files.ts'

/** How much of a file is looked at. The first line of a script is enough, as editors end all lines alike. */
const LOOKED_AT_CHARACTERS = 4096

/** A sentence about each script that no shell runs since its lines end as on Windows. */
export function lineEndRemarks(files: readonly ExtraFile[]): string[] {
  return files
    .filter(({ path, contentBase64 }) => isScript(path, contentBase64))
    .filter(({ contentBase64 }) => firstLineOf(contentBase64).endsWith('\r'))
    .map(
      ({ path }) =>
        `The lines of "${path}" end as on Windows (CRLF), and shells take the CR for a part of each command. Save it with LF.`,
    )
}

function isScript(path: string, contentBase64: string): boolean {
  return path.endsWith('.sh') || firstLineOf(contentBase64).startsWith('#!')
}

function firstLineOf(contentBase64: string): string {
  const begin = Buffer.from(contentBase64.slice(0, LOOKED_AT_CHARACTERS), 'base64').toString('latin1')
  const end = begin.indexOf('\n')
  return end === -1 ? '' : begin.slice(0, end)
}
