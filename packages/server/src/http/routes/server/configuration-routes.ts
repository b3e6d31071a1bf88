import { configurationSchema } from '@aiflow/sdk/internal/api/server'
import type { FastifyInstance } from 'fastify'
import type { HttpDependencies } from '../../dependencies.ts'

const READ = { config: { access: 'admin', scope: 'all' } } as const
/** Settings whose name matches are secret. This covers settings that are added later. */
const SECRET = /secret|password|token/i

/** The configuration of the server. */
export function addConfigurationRoutes(app: FastifyInstance, { surroundings }: HttpDependencies): void {
  app.get('/api/v1/configuration', READ, async () => {
    const { home, schema, settings } = surroundings
    const shown = settings.map((setting) => (SECRET.test(setting.name) ? { ...setting, value: null } : setting))
    return configurationSchema.parse({ home, schema, settings: shown })
  })
}
