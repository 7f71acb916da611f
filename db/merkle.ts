import { createHash } from 'node:crypto';

/** Where a chain's head stood. */
export interface Head {
  chain: string;
  seq: number;
  hash: Buffer;
}

/** Step of a way up a tree: the hash beside it, and on which side it stands. */
export interface Beside {
  side: 'left' | 'right';
  hash: Buffer;
}

const sha256 = (...parts: (Buffer | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

// RFC 6962, 2.1: leaves and nodes are hashed apart, so that neither passes for the other
const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

/** Hash of a leaf: which chain, how long, and the hash of its last entry. */
export function leafOf({ chain, seq, hash }: Head): Buffer {
  return sha256(LEAF, `${chain}\n${seq}\n`, hash);
}

/** Largest power of two below `n`, where the tree of `n` leaves is split (RFC 6962, 2.1). */
function splitOf(n: number): number {
  let split = 1;
  while (split * 2 < n) split *= 2;
  return split;
}

/** Root of the tree over these leaves, in their order (RFC 6962, 2.1). Of none: the hash of nothing. */
export function rootOf(leaves: readonly Buffer[], from = 0, to = leaves.length): Buffer {
  if (to === from) return sha256();
  if (to - from === 1) return leaves[from]!;
  const middle = from + splitOf(to - from);
  return sha256(NODE, rootOf(leaves, from, middle), rootOf(leaves, middle, to));
}

/** The way from a leaf up to the root (RFC 6962, 2.1.1), nearest first. */
export function wayUp(leaves: readonly Buffer[], index: number, from = 0, to = leaves.length): Beside[] {
  if (to - from <= 1) return [];
  const middle = from + splitOf(to - from);
  return index < middle
    ? [...wayUp(leaves, index, from, middle), { side: 'right', hash: rootOf(leaves, middle, to) }]
    : [...wayUp(leaves, index, middle, to), { side: 'left', hash: rootOf(leaves, from, middle) }];
}

/** The root that a leaf and its way lead to. */
export function rootAbove(leaf: Buffer, way: readonly Beside[]): Buffer {
  return way.reduce(
    (below, { side, hash }) => (side === 'left' ? sha256(NODE, hash, below) : sha256(NODE, below, hash)),
    leaf,
  );
}
