import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Config } from '../../config/config-schema.ts'
import { EnvironmentSource } from './environment-source.ts'
import { FileSource } from './file-source.ts'
import type { SecretSource } from './secret-source.ts'
import { VaultSource } from './vault-source.ts'

type Settings = Config['secrets']

/** The sources that a configuration names besides the store, in its order; the store is null. Throws `INVALID_ARGUMENT`. */
export function configuredSources(
  settings: Settings,
  variables: Readonly<Record<string, string | undefined>>,
): (SecretSource | null)[] {
  const names = settings.sources
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  if (names.length === 0) refuse('"secrets.sources" names no source')
  return names.map((name) => {
    switch (name) {
      case 'store':
        return null
      case 'environment':
        return new EnvironmentSource(variables)
      case 'files':
        return new FileSource(given(settings, 'folder'))
      case 'vault':
        return new VaultSource({
          url: given(settings, 'vaultUrl'),
          path: settings.vaultPath,
          tokenFile: given(settings, 'vaultTokenFile'),
        })
      default:
        return refuse(`"secrets.sources" names "${name}". There are store, environment, files and vault`)
    }
  })
}

function given(settings: Settings, key: 'folder' | 'vaultUrl' | 'vaultTokenFile'): string {
  const value = settings[key]
  return value === '' ? refuse(`"secrets.sources" needs the setting "secrets.${key}"`) : value
}

function refuse(problem: string): never {
  throw new AIFlowError('INVALID_ARGUMENT', `${problem}.`)
}
