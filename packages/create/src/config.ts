/** What the program that runs this one says, in the environment. */
export interface Config {
  /** Such as `pnpm/11.0.0 npm/? node/v24.21.0 linux x64`; undefined without a package manager. */
  readonly userAgent: string | undefined
  /** Options that npm kept for itself, because they were not behind `--`. */
  readonly keptByNpm: readonly string[]
  readonly isAutomated: boolean
}

export function readConfig(): Config {
  const { CI, npm_config_install, npm_config_template, npm_config_user_agent } = process.env
  return {
    userAgent: npm_config_user_agent,
    keptByNpm: [
      ...(npm_config_template === undefined ? [] : ['--template']),
      ...(npm_config_install === undefined ? [] : ['--no-install']),
    ],
    isAutomated: CI !== undefined && CI !== '' && CI !== 'false',
  }
}
