import { execFile } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { installTools } from '../../../support/tools.ts'

const CACHE = fileURLToPath(new URL('../../../../node_modules/.cache/aiflow-image', import.meta.url))
const NPM = 'npm@11.6.2'
/** Puts a Node and an npm where the official images have them. */
const ADD_NODE = `set -eu
mkdir -p "$1/usr/local/lib/node_modules"
cp -L "$NODE" "$1/usr/local/bin/node"
cp -r "$NPM" "$1/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$1/usr/local/bin/npm"`

/** A tarball of the files of a small image: the system of this machine, with the Node that runs the tests. */
export async function baseFiles(): Promise<string> {
  const codename = codenameOfSystem()
  const file = join(CACHE, `${codename}-${process.arch}-node-${process.version}.tar`)
  if (!existsSync(file)) await build(codename, file)
  return file
}

async function build(codename: string, file: string): Promise<void> {
  mkdirSync(CACHE, { recursive: true })
  const own = `${file}.${process.pid}.tar`
  const environment = { ...process.env, NODE: process.execPath, NPM: join(await installTools(NPM), '../npm') }
  const flags = ['--variant=apt', '--format=tar', `--customize-hook=${ADD_NODE}`]
  try {
    await promisify(execFile)('mmdebstrap', [...flags, codename, own, ...sourcesOf(codename)], { env: environment })
    renameSync(own, file)
  } finally {
    rmSync(own, { force: true })
  }
}

function codenameOfSystem(): string {
  const [, codename] = /^VERSION_CODENAME=(\S+)$/m.exec(readFileSync('/etc/os-release', 'utf8')) ?? []
  if (codename === undefined) throw new Error('/etc/os-release has no VERSION_CODENAME. The image needs Debian.')
  return codename
}

/** The files in which apt of this machine has the packages of its system, and not those of others for it. */
function sourcesOf(codename: string): string[] {
  const names = new RegExp(`(?<![-\\w/])${codename}(?![-\\w/])`)
  const files = globSync(['/etc/apt/sources.list', '/etc/apt/sources.list.d/*.{list,sources}'])
  return files.filter((file) => names.test(readFileSync(file, 'utf8')))
}
