export { defaultConfigFile } from './config-file.ts'
export { CONFIG_KEYS, type Config, type ConfigKey } from './config-schema.ts'
export {
  CONFIG_FILE,
  type ConfigOptions,
  type ConfigSetting,
  type ConfigSource,
  listConfig,
  readConfig,
} from './read-config.ts'
