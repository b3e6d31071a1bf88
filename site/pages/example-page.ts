import { globSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'

/** The page of an example: its README, then its source files, so that links to them have an address. */
export function examplePage(root: string, example: string): string {
  const folder = join(root, 'examples', example)
  const files = globSync(['*.{ts,py,java}', 'package.json'], { cwd: folder, exclude: ['*.test.ts', '*.d.ts'] })
  const inOrder = files.toSorted(
    (a, b) => Number(b === 'workflow.ts') - Number(a === 'workflow.ts') || a.localeCompare(b),
  )
  const sources = inOrder.map(
    (file) =>
      `## ${file}\n\n\`\`\`${extname(file).slice(1)}\n${readFileSync(join(folder, file), 'utf8').trimEnd()}\n\`\`\`\n`,
  )
  return [readFileSync(join(folder, 'README.md'), 'utf8'), ...sources].join('\n')
}

export const examplesOf = (root: string): string[] =>
  globSync('*/README.md', { cwd: join(root, 'examples') })
    .map((file) => file.split('/')[0] ?? '')
    .toSorted()
