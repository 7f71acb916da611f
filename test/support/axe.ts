import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const PHONE = { width: 390, height: 760 };

/** What on a page is in somebody's way, after WCAG 2.2 A and AA: rule and place; and what is wider than a phone. */
export async function barriersOn(page: Page): Promise<string[]> {
  const desk = page.viewportSize()!;
  await page.setViewportSize(PHONE);
  const beyond = await page.evaluate(() => globalThis.document.documentElement.scrollWidth - globalThis.innerWidth);
  await page.setViewportSize(desk);
  const violations = await violationsOn(page);
  return beyond > 0 ? [...violations, `${beyond} px wider than a phone`] : violations;
}

async function violationsOn(page: Page): Promise<string[]> {
  // evaluated rather than added as a script: our pages allow none
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(
          context: unknown,
          options: unknown,
        ): Promise<{ violations: { id: string; nodes: { target: unknown[] }[] }[] }>;
      };
    };
    const found = await axe.run(globalThis.document, {
      iframes: false,
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    });
    return found.violations.map(
      ({ id, nodes }) => `${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    );
  });
}
