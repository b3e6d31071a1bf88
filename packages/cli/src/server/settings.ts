import { type Config, type ConfigSetting, listConfig, readConfig } from '@aiflow/server/config'
import type { Home } from '../home/home.ts'
import { environmentVariables } from '../settings/config.ts'

/** Settings that the command line overrides. */
export interface GivenSettings {
  readonly host?: string | undefined
  readonly port?: number | undefined
  readonly slots?: number | undefined
}

/**
 * The settings of the server of a home. The command line wins over the environment, which wins over the file. Throws
 * `INVALID_ARGUMENT`.
 */
export function readSettings(home: Home, { host, port, slots }: GivenSettings = {}): Config {
  const config = readConfig({ home: home.folder, variables: environmentVariables() })
  return {
    ...config,
    server: { ...config.server, host: host ?? config.server.host, port: port ?? config.server.port },
    worker: { slots: slots ?? config.worker.slots },
  }
}

/** The settings of a home, and where each comes from. Throws `INVALID_ARGUMENT`. */
export function listSettings(home: string): ConfigSetting[] {
  return listConfig({ home, variables: environmentVariables() })
}
