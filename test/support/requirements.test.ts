import assert from 'node:assert/strict';
import { skipWithout } from './requirements';

describe('a test that needs what this machine lacks', () => {
  it('is skipped', () => {
    let skipped = 0;
    const context = {
      skip(): never {
        skipped += 1;
        throw new Error('mocha ends the test here');
      },
    };
    assert.throws(() => skipWithout(context, 'sky-hook', {}), /mocha ends the test here/);
    assert.equal(skipped, 1);
  });

  it('fails where everything has been installed', () => {
    const context = {
      skip(): never {
        throw new Error('was skipped');
      },
    };
    assert.throws(() => skipWithout(context, 'sky-hook', { CI: 'true' }), /^Error: skipped: no sky-hook$/);
  });
});
