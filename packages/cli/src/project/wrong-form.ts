/** Why what a configuration exports cannot be one, as the end of a sentence; null if it is an object. */
export function wrongForm(content: unknown): string | null {
  if (content instanceof Promise) return 'exports a promise. Write "export default await …".'
  if (typeof content === 'function') return 'exports a function. Export what it returns.'
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    return `exports no object. Write "export default defineConfig({ … })".`
  return null
}
