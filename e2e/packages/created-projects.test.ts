import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { allGone } from '../support/processes.ts'
import { Project } from '../support/project.ts'
import { Registry } from '../support/registry.ts'

const NAME = 'mein projekt'
const PAGE = /The web page: (http:\S+)/

let registry: Registry
let place: Project
/** Where the packages are that the first project installed. The others take them. */
let installed: string | undefined

beforeAll(async () => {
  registry = await Registry.start()
  place = new Project({ registry, name: 'place' })
})
afterAll(async () => {
  await place.remove()
  await registry.stop()
})

/** Words that run a program in the created project, as its user would: the project says where its server is. */
const inProject = (template: string, ...words: string[]) =>
  ['-C', join(template, NAME), '-u', 'AIFLOW_HOME', '-u', 'CI', ...words] as const

async function createProject(template: string): Promise<string> {
  const folder = join(place.folder, template, NAME)
  const options = ['--template', template, ...(installed === undefined ? [] : ['--no-install'])]
  const said = await place.must('npm', 'create', '--yes', 'aiflow', `${template}/${NAME}`, '--', ...options)
  const packages = join(folder, 'node_modules')
  if (installed !== undefined) renameSync(installed, packages)
  installed = packages
  return said
}

/** Runs `npm run dev` until its output has all of these texts, and its page answers. Then ends it. */
async function develops(template: string, texts: readonly string[]): Promise<void> {
  const dev = ['env', ...inProject(template, 'npm', 'run', 'dev', '--', '--port', '0')] as const
  await place.runUntil(texts, dev, async (output) => {
    const [, page = ''] = PAGE.exec(output) ?? []
    expect((await fetch(page)).status).toBe(200)
  })
  await allGone(place.folder)
}

it.for([
  ['streaming', ['too_warm', '1/fan RUNNING', '1/fan STOPPED', '1/report SUCCESS', '1/fan/2 | ']],
  ['batch', ['1/download RETRYING', '1/publish SUCCESS', 'mailing {"Chile"']],
  ['python', ['5 points: y = ', '1/collect STOPPED', '1/report SUCCESS', '1/training SUCCESS']],
] as const)('a project with the template "%s" is checked, tested and run', async ([template, texts]) => {
  expect(await createProject(template)).toContain(`cd "${template}/${NAME}"`)

  await place.must('env', ...inProject(template, 'npm', 'run', 'typecheck'))
  expect(await place.must('env', ...inProject(template, 'npm', 'run', 'check'))).toContain('can be uploaded')
  expect(await place.must('env', ...inProject(template, 'npm', 'test'))).toMatch(/fail 0$/m)
  await develops(template, texts)
})
