/** The fields of JSON that this server wrote into an event; none where they cannot be read any more. */
export function fieldsOf<Fields extends object>(text: string | null): Partial<Fields> {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
