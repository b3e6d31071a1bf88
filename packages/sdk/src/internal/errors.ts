export { AIFlowError, type AIFlowErrorOptions, isAIFlowError } from '../errors/aiflow-error.ts'
export { ERROR_CODES, type ErrorCode } from '../errors/error-codes.ts'
export { isOutage } from '../errors/is-outage.ts'
export { isNonRetryableError, NonRetryableError } from '../errors/non-retryable-error.ts'
