/** Places at which a fault test may cut a connector; each is awaited. The product passes none. */
export interface FaultPoints {
  /** Before each table that an erasure touches. */
  betweenTables?(system: string, table: string): Promise<void> | void;
  /** The change is committed (or answered) there, and nobody here knows yet. */
  afterCommitSent?(system: string): Promise<void> | void;
}
