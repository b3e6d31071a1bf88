export {
  type AuditEntry,
  auditEntrySchema,
  type CreatedToken,
  createTokenRequestSchema,
  createTokenResponseSchema,
  listAuditQuerySchema,
  type NewToken,
  type Role,
  roleSchema,
  type TokenResource,
  tokenSchema,
} from '../../wire/http/access.ts'
export {
  type Change,
  changeSchema,
  followLogsQuerySchema,
  listenToChangesQuerySchema,
} from '../../wire/http/changes.ts'
export { type Configuration, configurationSchema } from '../../wire/http/configuration.ts'
export {
  type ConnectionResource,
  type ConnectionTest,
  connectionSchema,
  type ListedConnection,
  listConnectionsResponseSchema,
  listedConnectionSchema,
  setConnectionRequestSchema,
  testConnectionResponseSchema,
} from '../../wire/http/connections.ts'
export { type ControlStatus, controlResultSchema, controlStatusSchema } from '../../wire/http/control.ts'
export {
  acceptedSchema,
  forgetWorkerResponseSchema,
  type ServerInfo,
  serverInfoSchema,
  stopServerRequestSchema,
  stopServerResponseSchema,
} from '../../wire/http/executions.ts'
export { type LiveMessage, listenToLiveQuerySchema, liveMessageSchema } from '../../wire/http/live.ts'
export {
  addNamespaceRequestSchema,
  type NamespaceResource,
  namespaceSchema,
  setNamespaceRequestSchema,
} from '../../wire/http/namespaces.ts'
export { type Page, type PageQuery, pageOf, pageQuerySchema } from '../../wire/http/paging.ts'
export {
  listPoolsResponseSchema,
  type PoolResource,
  type PoolUse,
  poolResponseSchema,
  setPoolRequestSchema,
} from '../../wire/http/pools.ts'
export { type Problem, problemSchema } from '../../wire/http/problem.ts'
export {
  type ListedSecret,
  listSecretsResponseSchema,
  type RotatedKey,
  rotateKeyResponseSchema,
  type SecretResource,
  secretSchema,
  setSecretRequestSchema,
} from '../../wire/http/secrets.ts'
export {
  type BeginSession,
  beginSessionRequestSchema,
  type Session,
  type SessionLink,
  sessionLinkSchema,
  sessionSchema,
} from '../../wire/http/session.ts'
