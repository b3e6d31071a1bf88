/** The npm packages that the bundle of a snapshot imports and does not contain. */
export const npmPackagesSchema = `
ALTER TABLE snapshots ADD COLUMN packages TEXT NOT NULL DEFAULT 'null';
`
