/** What version 0.2.0 added. Columns that a row of 0.1.0 lacks have a default that means "not known". */
export const guaranteesSchema = `
`
