import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Place } from './new-project.ts'

let place: Place
beforeEach(() => {
  place = new Place()
})
afterEach(() => place.remove())

const packageName = (folder: string) => JSON.parse(place.read(join(folder, 'package.json'))).name

it.for([
  ['mein projekt', 'mein-projekt', '"mein projekt"'],
  ['Grüße', 'gruesse', 'Grüße'],
  ['crème brûlée', 'creme-brulee', '"crème brûlée"'],
  ['_.hidden', 'hidden', '_.hidden'],
  ['日本', 'my-workflows', '日本'],
  ['aiflow', 'aiflow-workflows', 'aiflow'],
  ['teams/data', 'data', 'teams/data'],
  ["it's $HOME", 'it-s-home', String.raw`'it'\''s $HOME'`],
  ['My.App~2', 'my.app-2', '"My.App~2"'],
])('the folder "%s" has the package "%s"', async ([folder, name, quoted]) => {
  await place.create([folder!])

  expect(packageName(folder!)).toBe(name)
  expect(place.said).toContain(`  cd ${quoted}\n`)
})

it('takes a folder with what people put there first, and leaves it as it is', async () => {
  mkdirSync(join(place.path, 'own/.git'), { recursive: true })
  writeFileSync(join(place.path, 'own/LICENSE'), 'mine')
  writeFileSync(join(place.path, 'own/README.md'), 'mine')

  await place.create(['.'], { currentFolder: join(place.path, 'own') })

  expect(place.read('own/README.md')).toBe('mine')
  expect(packageName('own')).toBe('own')
  expect(place.said).not.toContain('cd ')
})

it('asks for the name on a terminal', async () => {
  await place.create([], { ask: async (defaultName) => `${defaultName}-2` })

  expect(packageName('my-workflows-2')).toBe('my-workflows-2')
})

it('takes a default where nobody can be asked, and says so', async () => {
  await place.create([])

  expect(place.said).toContain('No name was given, so the project is "my-workflows".')
  expect(packageName('my-workflows')).toBe('my-workflows')
})
