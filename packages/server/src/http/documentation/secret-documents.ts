import {
  listSecretsResponseSchema,
  rotateKeyResponseSchema,
  secretSchema,
  setSecretRequestSchema,
} from '@aiflow/sdk/internal/api/server'
import type { RouteDocuments } from './route-document.ts'

export const secretDocuments: RouteDocuments = {
  'GET /api/v1/secrets/:namespace': {
    chapter: 'secrets',
    summary: 'List the secrets of a namespace, by name, without their values',
    answer: listSecretsResponseSchema,
  },
  'PUT /api/v1/secrets/:namespace/:name': {
    chapter: 'secrets',
    summary: 'Create a secret, or give it another value',
    body: setSecretRequestSchema,
    answer: secretSchema,
    isControl: true,
  },
  'DELETE /api/v1/secrets/:namespace/:name': {
    chapter: 'secrets',
    summary: 'Delete a secret',
    answer: secretSchema,
    isControl: true,
  },
  'POST /api/v1/secrets/rotate-key': {
    chapter: 'secrets',
    summary: 'Encrypt all secrets with a new key',
    answer: rotateKeyResponseSchema,
  },
}
