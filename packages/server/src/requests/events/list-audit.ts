import type { AuditEntry, Page } from '@aiflow/sdk/internal/api/server'
import type { ControlRequest, ControlResult } from '../../log/control.ts'
import { fieldsOf } from '../../log/event-fields.ts'
import type { PageRequest } from '../../storage/reads/page-request.ts'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'
import type { AuditRow } from '../../storage/rows.ts'
import { optionalTime } from './event-queries.ts'

const KEY_PREFIX = 'aiflow/control/'
/** Requests of the server itself, which people need not see. */
const OWN_REQUESTS: readonly ControlRequest['type'][] = ['workerReady', 'moveAttempts', 'noteTokenUse']
const EXCEPT_KEYS = OWN_REQUESTS.map((type) => KEY_PREFIX + type)
/** Fields that an entry shows elsewhere, or that mean nothing to people. */
const HIDDEN_FIELDS: readonly string[] = ['type', 'namespace', 'bundleBlob']

export interface AuditQuery {
  readonly namespace?: string | undefined
  readonly sender?: string | undefined
  readonly principal?: string | undefined
  /** The type of the request. */
  readonly action?: string | undefined
  /** Includes requests by tasks. */
  readonly all?: boolean | undefined
  /** As text; inclusive. */
  readonly beginTime?: string | undefined
  /** As text; exclusive. */
  readonly endTime?: string | undefined
}

/** The requested changes, newest first: who, what, when, and the result. Throws `INVALID_ARGUMENT`. */
export async function listAudit(
  storage: Pick<ReadStorage, 'requests'>,
  { action, all = false, beginTime, endTime, ...by }: AuditQuery,
  page: PageRequest,
): Promise<Page<AuditEntry>> {
  const filter = {
    ...by,
    // A filter by sender or principal includes tasks.
    ofPeople: !all && by.sender === undefined && by.principal === undefined,
    key: action === undefined ? undefined : KEY_PREFIX + action,
    beginTime: optionalTime(beginTime),
    endTime: optionalTime(endTime),
    exceptKeys: EXCEPT_KEYS,
  }
  const { items, next } = await storage.requests.audit(filter, page)
  return { items: items.map(toEntry), next }
}

function toEntry({ offset, time, sender, principal, key, namespace, context, target, result }: AuditRow): AuditEntry {
  // Only this server writes it.
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
