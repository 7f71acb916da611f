import assert from 'node:assert/strict';
import { batched } from '../../activities/batched';

describe('writes that are made one', () => {
  it('begins at once, and takes together what came meanwhile, each with its own result', async () => {
    const writes: number[][] = [];
    const double = batched(async (items: number[]) => {
      writes.push(items);
      await Promise.resolve();
      return items.map((item) => item * 2);
    });
    assert.deepEqual(await Promise.all([1, 2, 3, 4].map(double)), [2, 4, 6, 8]);
    assert.deepEqual(writes, [[1], [2, 3, 4]]);
    assert.equal(await double(5), 10);
  });

  it('fails all of one write, and goes on with the next', async () => {
    const write = batched(async (items: string[]) => {
      await Promise.resolve();
      if (items.includes('bad')) throw new Error('not written');
      return items;
    });
    const results = await Promise.allSettled(['first', 'bad', 'with it'].map(write));
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'rejected'],
    );
    assert.equal(await write('after'), 'after');
  });
});
