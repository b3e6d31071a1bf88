import { accessSync, constants, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Version 2 comes first. Of version 1, only hierarchies whose groups need no limits. */
const CONTROLLERS = ['', 'pids', 'freezer']

export interface CgroupFolder {
  readonly path: string
  /** Whether a file of its groups shows what is so now each time that it is read. In version 1, only after it was opened. */
  readonly rereads: boolean
}

interface Mount {
  readonly path: string
  /** The part of the hierarchy that is mounted. */
  readonly root: string
  /** Empty for version 2. */
  readonly controllers: readonly string[]
}

/** The folder of the control group of this process. Null if no groups can be created in it. Source: cgroups(7). */
export function findCgroupFolder(controllers: readonly string[] = CONTROLLERS): CgroupFolder | null {
  const mounts = parseMounts(readOrEmpty('/proc/self/mountinfo'))
  const own = parseOwn(readOrEmpty('/proc/self/cgroup'))
  for (const controller of controllers) {
    const mount = mounts.find((each) => has(each.controllers, controller))
    const path = own.find((each) => has(each.controllers, controller))?.path
    if (mount === undefined || path === undefined) continue
    const folder = join(mount.path, withoutRoot(path, mount.root))
    if (isWritable(folder)) return { path: folder, rereads: controller === '' }
  }
  return null
}

function has(controllers: readonly string[], controller: string): boolean {
  return controller === '' ? controllers.length === 0 : controllers.includes(controller)
}

/** Parses /proc/self/mountinfo. Type, source and options come after ` - `. Source: proc_pid_mountinfo(5). */
export function parseMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ')
    const [, , , root = '/', path = ''] = before.split(' ')
    const [type, , options = ''] = after.split(' ')
    if (type === 'cgroup2') return [{ path, root, controllers: [] }]
    return type === 'cgroup' ? [{ path, root, controllers: options.split(',') }] : []
  })
}

/** Parses lines `<number>:<controllers>:<path>`. Version 2 has no controllers. */
export function parseOwn(text: string): { readonly controllers: readonly string[]; readonly path: string }[] {
  return text.split('\n').flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? []
    if (controllers === undefined || path === undefined) return []
    return [{ controllers: controllers.split(',').filter(Boolean), path }]
  })
}

function withoutRoot(path: string, root: string): string {
  return root !== '/' && path.startsWith(root) ? path.slice(root.length) : path
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    accessSync(join(folder, 'cgroup.procs'), constants.W_OK)
    return true
  } catch {
    return false
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // This is not Linux.
    return ''
  }
}
