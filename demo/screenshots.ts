import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { ROOT } from './environment';
import { demoPerson } from './named';
import { runningDemo } from './walk/addresses';
import { walkInBrowser } from './walk/browser';
import { findChromium, openChromium } from './walk/chromium';
import { walkAccount } from './walk/staff';

const WIDTH = 1_100;
/** A longer page is cut here, pixels: its head is what a reader looks for. */
const TALLEST = 1_900;

/**
 * `npm run screenshots`: walks the way of docs/quickstart.md in Chromium, against what `npm start` runs, and writes the
 * pictures that it shows into docs/images/.
 */
async function main(): Promise<void> {
  const addresses = runningDemo(process.env);
  const executable = findChromium();
  if (!executable) throw new Error('There is no Chromium or Chrome on the path: install one, or set CHROMIUM_PATH.');
  const folder = process.env.FORTYFIVE_SCREENSHOTS ?? path.join(ROOT, 'docs/images');
  await fs.mkdir(folder, { recursive: true });
  const browser = await openChromium(executable);
  try {
    const wanted = await picturesOf(path.join(ROOT, 'docs/quickstart.md'));
    const context = await browser.newContext({ viewport: { width: WIDTH, height: 760 } });
    const { reference } = await walkInBrowser({
      context,
      addresses,
      person: demoPerson(process.argv[2] ?? 'open-order'),
      verifier: await walkAccount(addresses.databaseUrl, ['verifier']),
      decider: await walkAccount(addresses.databaseUrl, ['decider']),
      async look(name, page) {
        if (!wanted.delete(name)) return;
        if (!/temporal/.test(name)) await page.evaluate(() => globalThis.scrollTo(0, 0));
        if (name === '21-evidence') {
          // what the picture is about stands far down
          const box = (await page.locator('section', { hasText: 'Notices to recipients' }).first().boundingBox())!;
          const clip = { x: 0, y: box.y - 16, width: WIDTH, height: 1_300 };
          await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true, clip });
          return;
        }
        const height = /temporal/.test(name) ? 1_250 : await page.evaluate(() => document.documentElement.scrollHeight);
        await page.setViewportSize({ width: WIDTH, height: Math.min(Math.max(height, 480), TALLEST) });
        await page.screenshot({ path: path.join(folder, `${name}.png`) });
        await page.setViewportSize({ width: WIDTH, height: 760 });
        console.log(`  ${name}: ${await page.title()}`);
      },
    });
    if (wanted.size > 0) throw new Error(`The walk passes by no page for these pictures: ${[...wanted].join(', ')}.`);
    console.log(`Request ${reference}: pictures are in ${path.relative(process.cwd(), folder)}.`);
  } finally {
    await browser.close();
  }
}

/** Names of the pictures that a document shows: those are made, and no others. */
async function picturesOf(document: string): Promise<Set<string>> {
  const text = await fs.readFile(document, 'utf8');
  return new Set([...text.matchAll(/\(images\/([\w-]+)\.png\)/g)].map(([, name]) => name!));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
