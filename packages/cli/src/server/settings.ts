import { basename } from 'node:path'
import { type Config, type ConfigSetting, listConfig, readConfig } from '@aiflow/server/config'
import type { Home } from '../home/home.ts'
import type { Project } from '../project/project.ts'
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

/** A setting of a home, or one that the project sets in its place. */
export type ListedSetting = Omit<ConfigSetting, 'source'> & { readonly source: string }

/** The settings of a home, and where each comes from; those of the project in their place. Throws `INVALID_ARGUMENT`. */
export function listSettings({ folder }: Home, project: Project | null): ListedSetting[] {
  const settings = listConfig({ home: folder, variables: environmentVariables() })
  if (project === null || project.port === null) return settings
  const byProject = { value: project.port, source: basename(project.file) }
  return settings.map((setting) =>
    setting.name === 'server.port' && setting.source !== 'environment' ? { ...setting, ...byProject } : setting,
  )
}
