// build-mutant.mjs MUTATION: builds the program with something broken, and prints the file to run it by. The mutation is
// JSON: its name, and the places to edit. One that changes nothing would make a test that cannot fail, so it is an error.
import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { programBuilds, ROOT } from '../../../scripts/program-builds.mjs'

/** Packages that are not bundled are still found from here, and no tool looks for sources. */
const FOLDER = join(ROOT, 'node_modules/.cache/aiflow-mutants')

const applied = (text, edit, made) => {
  if (!text.includes(edit.find)) throw new Error(`There is no "${edit.find}" in ${edit.file} to break.`)
  made.add(edit)
  return text.replace(edit.find, () => edit.replace)
}

const breakFiles = (edits, made) => ({
  name: 'mutation',
  setup(builder) {
    builder.onLoad({ filter: /packages\/(server|worker)\/src\/.*\.ts$/ }, ({ path }) => {
      const own = edits.filter(({ file }) => path.endsWith(`/packages/${file}`))
      if (own.length === 0) return undefined
      return {
        contents: own.reduce((text, edit) => applied(text, edit, made), readFileSync(path, 'utf8')),
        loader: 'ts',
      }
    })
  },
})

const { name, edits } = JSON.parse(process.argv[2])
const folder = join(FOLDER, name.replaceAll(' ', '-'))
mkdirSync(folder, { recursive: true })
for (const part of ['bin', 'package.json']) {
  cpSync(join(ROOT, 'packages/cli', part), join(folder, part), { recursive: true })
}
const made = new Set()
const plugins = [breakFiles(edits, made)]
await Promise.all(
  programBuilds(join(folder, 'dist')).map((options) => build({ ...options, sourcemap: false, plugins })),
)
for (const edit of edits) if (!made.has(edit)) throw new Error(`The program has no ${edit.file} to break.`)
console.log(join(folder, 'bin/aiflow.js'))
