import type { TriedRule } from './http/try-event.ts'

/** What would become of a rule, in words, and why. Its reason may name values of events. */
export function describeTried(rule: TriedRule): { readonly what: string; readonly why: string | null } {
  const { action, reason, unless } = rule
  const exception = unless === null ? '' : ` (unless the custom condition of "${unless}", which comes first, is met)`
  switch (rule.verdict) {
    case 'fired':
      return { what: `would fire${action === null ? '' : ` ${action}`}: ${effectText(rule)}${exception}`, why: reason }
    case 'ignored':
      return { what: `would be ignored${exception}`, why: reason }
    case 'overruled':
      return { what: 'would be overruled', why: reason }
    case 'failed':
      return { what: 'would fail, and the event would become a dead letter', why: reason }
    case 'notMet':
      return { what: 'would not be met', why: reason }
    case 'notTried':
      return { what: 'unknown', why: reason }
  }
}

function effectText({ task, effect }: TriedRule): string {
  const of = effect?.of ?? 'the living execution'
  switch (effect?.type) {
    case 'wait':
      return task === null ? 'a workflow execution is created' : `the start waits for the end of ${of}`
    case 'stop':
      return `${of} is stopped`
    case 'restart':
      return `${of} is stopped, then the task starts`
    case 'dropWaiting':
      return `${of} is stopping already; the starts that wait for its end are dropped`
    case 'start':
    case undefined:
      return task === null ? 'a workflow execution starts' : 'the task starts'
  }
}
