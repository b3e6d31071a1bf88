import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { addressOf, SINGLE_PAGES } from './address.ts'
import { examplePage, examplesOf } from './example-page.ts'
import { withSiteLinks } from './site-links.ts'

const HOME = 'site/home.md'
/** A test uploads the workflow of README.md, so the start page shows that one. */
const WORKFLOW = /^```ts\n.*?^```$/ms
const PLACE_OF_WORKFLOW = '<!-- The first workflow of README.md -->'

/** Writes all pages of the site that are in the repository, with the links of the site. */
export function writePages(root: string, folder: string): void {
  const repository = repositoryOf(root)
  const write = (source: string, text: string) => {
    const file = join(folder, (addressOf(source) ?? source).replace(/#.*/, ''))
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, withSiteLinks(text, source, repository))
  }

  const read = (source: string) => readFileSync(join(root, source), 'utf8')
  for (const source of [...SINGLE_PAGES, ...globSync('docs/*/*.md', { cwd: root })]) write(source, read(source))
  const [workflow = ''] = WORKFLOW.exec(read('README.md')) ?? []
  write(
    HOME,
    read(HOME).replace(PLACE_OF_WORKFLOW, () => workflow),
  )
  for (const example of examplesOf(root)) write(`examples/${example}/README.md`, examplePage(root, example))
  cpSync(join(root, 'docs/pictures'), join(folder, 'pictures'), { recursive: true })
  // Files in `public` are served as they are.
  cpSync(join(root, 'docs/pictures'), join(folder, 'public/pictures'), { recursive: true })
  cpSync(join(root, 'packages/ui/public/icon.svg'), join(folder, 'public/icon.svg'))
}

/** The address of the repository, once package.json has one. */
function repositoryOf(root: string): string | null {
  const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    repository?: string | { url: string }
  }
  const url = typeof repository === 'string' ? repository : repository?.url
  return url === undefined ? null : url.replace(/^git\+/, '').replace(/\.git$/, '')
}
