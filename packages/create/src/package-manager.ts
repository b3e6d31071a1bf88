export interface PackageManager {
  readonly name: 'npm' | 'pnpm' | 'yarn'
  /** What runs a script of the project. */
  readonly run: (script: string) => string
  /** What runs a program of the project. */
  readonly exec: string
  /** Settings that it needs in a project, by the path of their file. AIFlow is for a newer Node than an old one that runs it. */
  readonly files: (isOnOldNode: boolean) => Readonly<Record<string, string>>
}

const NPM: PackageManager = {
  name: 'npm',
  run: (script) => (script === 'test' ? 'npm test' : `npm run ${script}`),
  exec: 'npx',
  files: () => ({}),
}
const PNPM: PackageManager = {
  name: 'pnpm',
  run: (script) => `pnpm ${script}`,
  exec: 'pnpm',
  // It refuses to install what has a script, unless the project says that the script may run.
  files: () => ({ 'pnpm-workspace.yaml': 'allowBuilds:\n  esbuild: true\n' }),
}
const YARN_1: PackageManager = {
  name: 'yarn',
  // "yarn check" is a command of yarn itself.
  run: (script) => (script === 'check' ? 'yarn run check' : `yarn ${script}`),
  exec: 'yarn',
  files: (isOnOldNode) => (isOnOldNode ? { '.yarnrc': 'ignore-engines true\n' } : {}),
}
const YARN: PackageManager = {
  name: 'yarn',
  run: YARN_1.run,
  exec: 'yarn',
  // Files that are packed away are not found by the programs that AIFlow starts. An empty lockfile makes it a project.
  files: () => ({ '.yarnrc.yml': 'nodeLinker: node-modules\n', 'yarn.lock': '' }),
}

/** The package manager that runs this program; npm if none does, or another one. */
export function packageManagerOf(userAgent = ''): PackageManager {
  if (userAgent.startsWith('pnpm/')) return PNPM
  if (userAgent.startsWith('yarn/')) return userAgent.startsWith('yarn/1.') ? YARN_1 : YARN
  return NPM
}
