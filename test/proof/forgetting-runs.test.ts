import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { requestWorkflowId } from '../../workflows/messages';
import { createGateway, type Gateway } from '../../workflows/gateway';
import { realServer, type RealServer } from '../support/temporal';
import { until } from '../support/until';

describe('forgetting in Temporal itself (decisions.md G1, payload)', () => {
  let server: RealServer;
  let gateway: Gateway;

  before(async function () {
    server = await realServer(this);
    gateway = createGateway(server.client);
  });
  after(async () => {
    await server?.stop();
  });

  const runsOf = async (id: string): Promise<number> => {
    let runs = 0;
    const query = `WorkflowId = '${requestWorkflowId(id)}'`;
    for await (const run of server.client.workflow.list({ query })) if (run) runs += 1;
    return runs;
  };

  /** A request with this many ended runs, as one that went on in a new run, or was rebuilt, has. */
  async function withRuns(count: number): Promise<string> {
    const id = randomUUID();
    for (let run = 0; run < count; run += 1) {
      await gateway.start(id, { right: 'delete', channel: 'form', dueAtMs: null });
      await server.client.workflow.getHandle(requestWorkflowId(id)).terminate();
    }
    await until('listed', async () => (await runsOf(id)) === count);
    return id;
  }

  it('deletes every run of a request, and no other request’s', async function () {
    // the server deletes in its own time
    this.timeout(90_000);
    const gone = await withRuns(3);
    const other = await withRuns(1);
    assert.equal(await gateway.deleteRuns(gone), 3);
    await until('deleted', async () => (await runsOf(gone)) === 0, { everyMs: 200, withinMs: 60_000 });
    assert.equal(await gateway.deleteRuns(gone), 0);
    assert.equal(await runsOf(other), 1);
    await assert.rejects(server.client.workflow.getHandle(requestWorkflowId(gone)).describe(), {
      name: 'WorkflowNotFoundError',
    });
  });
});
