import { existsSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { isRecord, readFields } from './installed-package.ts'

/** The files of npm, the one that counts first. */
const NPM_LOCKS = ['npm-shrinkwrap.json', 'package-lock.json']
const OTHER_LOCKS = ['pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'bun.lockb']
/** The first version that says where each package is. npm 7 and newer write it. */
const FIRST_VERSION = 2
/** A lock of 10,000 packages takes 5 MiB. */
const MAX_BYTES = 32 * 1024 * 1024
const MEBIBYTE = 1024 * 1024

/** What a lock says about a package, unchecked. */
export type LockEntry = Readonly<Record<string, unknown>>

/** The lock of a project. */
export interface NpmLock {
  readonly file: string
  /** Its folder, without links. */
  readonly folder: string
  /** By path below the folder; that of the project itself is empty. */
  readonly entries: ReadonlyMap<string, LockEntry>
}

/** What there is in place of a lock, for people. */
export interface NoLock {
  readonly problem: string
}

/** The nearest lock of npm at or above a folder, or why there is none that can be used. */
export function findLock(from: string): NpmLock | NoLock {
  for (let folder = from; ; folder = dirname(folder)) {
    const own = NPM_LOCKS.map((name) => join(folder, name)).find((file) => existsSync(file))
    if (own !== undefined) return readLock(own)
    const other = OTHER_LOCKS.map((name) => join(folder, name)).find((file) => existsSync(file))
    if (other !== undefined) return { problem: otherLock(other) }
    if (dirname(folder) === folder) return { problem: NONE }
  }
}

const NONE =
  'The project has no package-lock.json. Workers install exactly what it names: write one with "npm install" in the folder of the package.json.'

function otherLock(file: string): string {
  return `"${file}" cannot be read: workers install packages by a lock of npm. Write a package-lock.json beside it: npm install --package-lock-only`
}

function readLock(file: string): NpmLock | NoLock {
  const { size } = statSync(file)
  if (size > MAX_BYTES) {
    return {
      problem: `"${file}" has ${Math.ceil(size / MEBIBYTE)} MiB. At most ${MAX_BYTES / MEBIBYTE} MiB are read. Give the workflows a package.json and a lock of their own.`,
    }
  }
  try {
    return fromFields(file, readFields(file) ?? {})
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { problem: `"${file}" cannot be read (${reason}). Write it again: npm install` }
  }
}

function fromFields(file: string, { lockfileVersion, packages }: LockEntry): NpmLock | NoLock {
  if (typeof lockfileVersion !== 'number' || lockfileVersion < FIRST_VERSION || !isRecord(packages)) {
    return {
      problem: `"${file}" is a lock of version ${lockfileVersion ?? '?'}, which does not say where packages are. Write a newer one with npm 7 or newer: npm install --lockfile-version 3`,
    }
  }
  const entries = Object.entries(packages).filter((entry): entry is [string, LockEntry] => isRecord(entry[1]))
  return { file, folder: realpathSync(dirname(file)), entries: new Map(entries) }
}

/** The name of a lock in a message. */
export function lockName({ file }: NpmLock): string {
  return basename(file)
}

/** Where a package is in the lock that another one finds by this name. Null if there is none. */
export function findEntry({ entries }: NpmLock, name: string, from: string): string | null {
  for (let at: string | null = from; at !== null; at = above(at)) {
    const path = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`
    if (entries.has(path)) return path
  }
  return null
}

/** The next folder that packages are looked for in. Null after the last one. */
function above(path: string): string | null {
  if (path === '') return null
  const within = path.lastIndexOf('/node_modules/')
  if (within >= 0) return path.slice(0, within)
  return path.startsWith('node_modules/') ? '' : path.slice(0, Math.max(0, path.lastIndexOf('/')))
}
