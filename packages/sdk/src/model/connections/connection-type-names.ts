/** The types of connections. They are apart from what describes them, which no workflow carries. */
export const CONNECTION_TYPE_NAMES = ['http', 'postgres', 's3'] as const

export type ConnectionTypeName = (typeof CONNECTION_TYPE_NAMES)[number]
