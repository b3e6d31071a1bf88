import { createHash } from 'node:crypto'

/** Changes whenever environments are made in another way. */
const FORMAT = 'npm 1'
const CHARACTERS = 32

/** The build of Node for which packages with a native part are installed. */
export interface Platform {
  readonly platform: string
  readonly arch: string
  /** `glibc`, `musl`, or empty where there is no choice. */
  readonly libc: string
  /** `NODE_MODULE_VERSION` */
  readonly abi: string
}

export function thisPlatform(): Platform {
  const { platform, arch, versions } = process
  return { platform, arch, libc: platform === 'linux' ? libcOfLinux() : '', abi: versions.modules }
}

/** The name of the environment of a lock: another platform, C library or version of Node has another one. */
export function environmentKey(lock: string, { platform, arch, libc, abi }: Platform): string {
  const parts = JSON.stringify([FORMAT, platform, arch, libc, abi, lock])
  return createHash('sha256').update(parts).digest('hex').slice(0, CHARACTERS)
}

function libcOfLinux(): string {
  // Otherwise the report would look up the name of each address.
  const report: typeof process.report & { excludeNetwork?: boolean } = process.report
  report.excludeNetwork = true
  const { header } = report.getReport() as { header?: { glibcVersionRuntime?: string } }
  return header?.glibcVersionRuntime === undefined ? 'musl' : 'glibc'
}
