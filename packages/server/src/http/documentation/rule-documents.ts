import { ruleControlResponseSchema, rulesResponseSchema } from '@aiflow/sdk/internal/api/workflows'
import type { RouteDocument, RouteDocuments } from './route-document.ts'

const RULES = '/api/v1/workflow-executions/:id/rules'

export const ruleDocuments: RouteDocuments = {
  [`GET ${RULES}`]: {
    chapter: 'executions',
    summary: 'List the rules of a workflow execution, and what keeps them from being judged',
    answer: rulesResponseSchema,
  },
  [`POST ${RULES}/:task/:rule/close`]: verb('Close the open circuit of a rule'),
  [`POST ${RULES}/:task/:rule/disable`]: verb('Disable a rule: it is not judged until it is enabled'),
  [`POST ${RULES}/:task/:rule/enable`]: verb('Enable a disabled rule'),
}

function verb(summary: string): RouteDocument {
  return { chapter: 'executions', summary, answer: ruleControlResponseSchema, isControl: true }
}
