import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import type { SessionAudience } from '../db/sessions';
import type { ReplyCookie } from './reply';

/** One cookie for each audience, so that a member of staff can also be a consumer in the same browser. */
export function cookieName(audience: SessionAudience): string {
  return `fortyfive_${audience}`;
}

/** The session token that a request carries for an audience. */
export function tokenFrom(req: Request, audience: SessionAudience): string | undefined {
  const value = parseCookie(req.headers.cookie ?? '')[cookieName(audience)];
  return value && /^[A-Za-z0-9_-]{43}$/.test(value) ? value : undefined;
}

/** The cookie that carries a session; it ends with the browser, or earlier with the session. */
export function sessionCookie(audience: SessionAudience, token: string): ReplyCookie {
  return { name: cookieName(audience), value: token };
}

/** Removes the cookie of an audience. */
export function noCookie(audience: SessionAudience): ReplyCookie {
  return { name: cookieName(audience), value: '', maxAge: 0 };
}

/** Writes cookies: never readable by scripts, never sent along from another site. */
export function writeCookies(res: Response, cookies: readonly ReplyCookie[], { secure }: { secure: boolean }): void {
  for (const { name, value, maxAge } of cookies) {
    res.cookie(name, value, {
      httpOnly: true,
      secure,
      sameSite: 'strict',
      path: '/',
      ...(maxAge === undefined ? {} : { maxAge: maxAge * 1000 }),
    });
  }
}
