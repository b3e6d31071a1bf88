/** A block of a tutorial: a file to write, or commands to run with what they print. */
export type LessonStep =
  | { readonly type: 'file'; readonly name: string; readonly text: string }
  | { readonly type: 'commands'; readonly lines: readonly string[]; readonly output: string | null }

const BLOCK = /^```(sh|text|ts \[([\w.-]+)\])\n(.*?)^```$/gms

/** The steps of a page. A `text` block is the output of the `sh` block before it. */
export function readLesson(page: string): LessonStep[] {
  const steps: LessonStep[] = []
  for (const [, kind, file, body = ''] of page.matchAll(BLOCK)) {
    const last = steps.at(-1)
    if (file !== undefined) steps.push({ type: 'file', name: file, text: body })
    else if (kind === 'sh') steps.push({ type: 'commands', lines: body.trim().split('\n'), output: null })
    else if (last?.type === 'commands') steps[steps.length - 1] = { ...last, output: body }
  }
  return steps
}

/** What differs from run to run, in the order of replacement. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/home "[^"]*"/g, 'home "H"'],
  [/http:\/\/[\w.]+:\d+/g, 'URL'],
  [/process \d+/g, 'process N'],
  [/(?!2026-03)\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME'],
  [/offset \d+/g, 'offset N'],
  [/\b[\d.]+ (?:ms|s|min)\b(?: \d+ s)?/g, 'DURATION'],
  [/^ *\d+(?= +TIME)/gm, 'OFFSET'],
  [/[ \t]+/g, ' '],
]

const general = (text: string): string =>
  VARYING.reduce((result, [pattern, name]) => result.replace(pattern, name), text)
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim()

/** Whether a command printed what the page shows. `…` stands for anything. */
export function isAsShown(printed: string, shown: string): boolean {
  const parts = general(shown)
    .split('…')
    .map((part) => part.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^]*')}$`).test(general(printed))
}
