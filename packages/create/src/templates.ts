/** What each template shows. */
export const TEMPLATES = {
  streaming: 'tasks that never end, started, stopped and restarted by rules, with a batch in between',
  batch: 'tasks in order, with a schedule, a retry, an alert, and a second workflow that starts on an event',
  python: 'Python programs as tasks: a stream that a rule stops, and a batch that learns from it',
} as const

export type TemplateName = keyof typeof TEMPLATES

export const TEMPLATE_NAMES = Object.keys(TEMPLATES) as readonly TemplateName[]

export function isTemplateName(name: string): name is TemplateName {
  return Object.hasOwn(TEMPLATES, name)
}
