import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';

/** Cost of a password's hash; about 100 ms on one core. */
const COST = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const KEY_BYTES = 32;

function derive(password: string, salt: Buffer, cost: { N: number; r: number; p: number }): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, { ...COST, ...cost }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

/** Hash of a password with its cost and salt, so that the cost can be raised later. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

// what is compared where there is no account, so that its absence takes as long
const NOBODY = `scrypt$${COST.N}$${COST.r}$${COST.p}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** Whether a password is the one of a hash. Without a hash it takes as long and is false. */
export async function isPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, N, r, p, salt, key] = (hash ?? NOBODY).split('$');
  const expected = Buffer.from(key ?? '', 'base64url');
  const given = await derive(password, Buffer.from(salt ?? '', 'base64url'), {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  });
  return expected.length === given.length && timingSafeEqual(expected, given) && hash !== undefined;
}

/** Letters and digits that nobody mistakes for one another on paper or by telephone. */
const CLEAR = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Random text of the alphabet that cannot be misread. */
export function clearText(length: number): string {
  return Array.from({ length }, () => CLEAR[randomInt(CLEAR.length)]).join('');
}

/** A one-time password: shown once, to be changed at the first sign-in. 98 bits. */
export function oneTimePassword(): string {
  return [clearText(5), clearText(5), clearText(5), clearText(5)].join('-');
}
