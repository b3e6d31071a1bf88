/** The JSON fields that this server wrote into an event; empty if they cannot be read. */
export function fieldsOf<Fields extends object>(text: string | null): Partial<Fields> {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
