import { type AuditEntry, listAuditQuerySchema, type Page, pageQuerySchema } from '@aiflow/sdk/internal/api/server'
import type { FastifyInstance } from 'fastify'
import type { ControlRequest, ControlResult } from '../log/control.ts'
import { fieldsOf } from '../log/event-fields.ts'
import type { AuditRow } from '../storage/rows.ts'
import type { HttpDependencies } from './dependencies.ts'
import { parseTime } from './event-queries.ts'
import { parsePart } from './parse-request.ts'

const OPTIONS = { config: { access: 'admin', scope: 'query' } } as const
const KEY_PREFIX = 'aiflow/control/'
/** What the server asks itself changes nothing that people would ask about. */
const OWN_REQUESTS: readonly ControlRequest['type'][] = ['workerReady', 'moveAttempts', 'noteTokenUse']
const EXCEPT_KEYS = OWN_REQUESTS.map((type) => KEY_PREFIX + type)
/** They stand elsewhere in an entry, or say nothing to people. */
const HIDDEN_FIELDS: readonly string[] = ['type', 'namespace', 'bundleBlob']

const querySchema = listAuditQuerySchema.extend(pageQuerySchema.shape).strict()

/** Every change that was asked for, newest first: who, what, when, and what became of it. */
export function addAuditRoutes(app: FastifyInstance, { storage }: HttpDependencies): void {
  app.get('/api/v1/audit', OPTIONS, async (request): Promise<Page<AuditEntry>> => {
    const { limit, cursor, namespace, sender, principal, action, all, ...times } = parsePart(
      querySchema,
      'query',
      request.query,
    )
    const filter = {
      namespace,
      sender,
      principal,
      // Who names someone means them, be they a task.
      ofPeople: !all && sender === undefined && principal === undefined,
      key: action === undefined ? undefined : KEY_PREFIX + action,
      beginTime: times.beginTime === undefined ? undefined : parseTime(times.beginTime),
      endTime: times.endTime === undefined ? undefined : parseTime(times.endTime),
      exceptKeys: EXCEPT_KEYS,
    }
    const { items, next } = await storage.listAudit(filter, { limit, cursor })
    return { items: items.map(toEntry), next }
  })
}

function toEntry({ offset, time, sender, principal, key, namespace, context, target, result }: AuditRow): AuditEntry {
  // Written by this server only.
  const settled = result as ControlResult | null
  const error = settled !== null && !settled.ok ? settled.error : null
  return {
    offset,
    time,
    sender,
    principal,
    action: key.slice(KEY_PREFIX.length),
    namespace,
    target: Object.fromEntries(Object.entries(target).filter(([name]) => !HIDDEN_FIELDS.includes(name))),
    result: settled === null ? 'pending' : settled.ok ? 'ok' : 'refused',
    code: error?.code ?? null,
    message: error?.message ?? null,
    requestId: requestIdOf(context),
  }
}

function requestIdOf(context: string | null): string | null {
  return fieldsOf<{ requestId: string }>(context).requestId ?? null
}
