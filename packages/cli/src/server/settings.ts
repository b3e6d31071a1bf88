import { type Config, type ConfigSetting, listConfig, readConfig } from '@aiflow/server/config'
import type { Home } from '../home/home.ts'
import { environmentVariables } from '../settings/config.ts'

/** Settings that the command line overrides. */
export interface GivenSettings {
  readonly host?: string | undefined
  readonly port?: number | undefined
  readonly slots?: number | undefined
  /** The port that the project names, which the environment overrides. */
  readonly projectPort?: number | null | undefined
}

/**
 * The settings of the server of a home. The command line wins over the environment, which wins over the project and the
 * file of the home, in this order. Throws `INVALID_ARGUMENT`.
 */
export function readSettings(home: Home, { host, port, slots, projectPort }: GivenSettings = {}): Config {
  const config = readConfig({ home: home.folder, variables: environmentVariables() })
  const byProject = environmentVariables().AIFLOW_SERVER_PORT ? null : projectPort
  return {
    ...config,
    server: { ...config.server, host: host ?? config.server.host, port: port ?? byProject ?? config.server.port },
    worker: { slots: slots ?? config.worker.slots },
  }
}

/** The settings of a home, and where each comes from. Throws `INVALID_ARGUMENT`. */
export function listSettings(home: string): ConfigSetting[] {
  return listConfig({ home, variables: environmentVariables() })
}
