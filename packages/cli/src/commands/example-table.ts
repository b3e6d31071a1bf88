/** Two command lines for each command, by its words: `event send`. They stand below its help. */
export type ExampleTable = Readonly<Record<string, readonly [string, string]>>
