export interface PackageManager {
  readonly name: 'npm' | 'pnpm' | 'yarn'
  /** What runs a script of the project. */
  readonly run: (script: string) => string
  /** What runs a program of the project. */
  readonly exec: string
  /** Settings of its own that a project needs, by the path of their file. */
  readonly files: Readonly<Record<string, string>>
}

const NPM: PackageManager = {
  name: 'npm',
  run: (script) => (script === 'test' ? 'npm test' : `npm run ${script}`),
  exec: 'npx',
  files: {},
}
const PNPM: PackageManager = {
  name: 'pnpm',
  run: (script) => `pnpm ${script}`,
  exec: 'pnpm',
  // It refuses to install what has a script, unless the project says that the script may run.
  files: { 'pnpm-workspace.yaml': 'allowBuilds:\n  esbuild: true\n' },
}
const YARN_1: PackageManager = { name: 'yarn', run: (script) => `yarn ${script}`, exec: 'yarn', files: {} }
const YARN: PackageManager = {
  ...YARN_1,
  // Files that are packed away are not found by the programs that AIFlow starts. An empty lockfile makes it a project.
  files: { '.yarnrc.yml': 'nodeLinker: node-modules\n', 'yarn.lock': '' },
}

/** The package manager that runs this program; npm if none does, or another one. */
export function packageManagerOf(userAgent = ''): PackageManager {
  if (userAgent.startsWith('pnpm/')) return PNPM
  if (userAgent.startsWith('yarn/')) return userAgent.startsWith('yarn/1.') ? YARN_1 : YARN
  return NPM
}
