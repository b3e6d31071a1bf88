/** Rows that a batch adds to a table. */
export class AddedRows<Row> {
  readonly rows: Row[] = []

  add(row: Row): void {
    this.rows.push(row)
  }

  toCommit(): readonly Row[] | null {
    return this.rows.length === 0 ? null : this.rows
  }
}
