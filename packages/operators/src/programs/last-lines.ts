/** Of the output of a program, in the reason of its failure. */
export const MAX_LINES = 3
const MAX_LINE_CHARACTERS = 300

/** The reason of a failure, such as `The command exited with 3.`, with the end of what was printed. */
export function withLastLines(reason: string, printed: string): string {
  const lines = printed.split('\n').map((line) => line.trim().slice(0, MAX_LINE_CHARACTERS))
  const said = lines.filter((line) => line !== '').slice(-MAX_LINES)
  return said.length === 0 ? reason : `${reason.replace(/\.$/, '')}: ${said.join(' | ')}`
}
