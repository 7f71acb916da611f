import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { cacheFolder, onPath } from '../../demo/cache';
import { downloadsReachable } from '../../demo/temporal-cli';

const VERSION = '1.38.0';

/** The command that runs the time-skipping test server, or what is missing for it. */
export type TestServer = { command: string[] } | { missing: string };

/**
 * Finds the server whose time can be skipped: from the cache; by the SDK's download; else the same server's Java form
 * from Maven's registry.
 */
export async function findTestServer(): Promise<TestServer> {
  const folder = path.join(cacheFolder(), `temporal-test-server-${VERSION}`);
  const binary = path.join(folder, 'temporal-test-server');
  if (existsSync(binary)) return { command: [binary] };
  const java = onPath('java');
  const jars = path.join(folder, 'jars');
  if (java && existsSync(jars)) return { command: javaCommand(java, jars) };
  if (process.platform !== 'win32' && (await downloadsReachable(2_000)) && (await download(folder, binary)))
    return { command: [binary] };
  const maven = onPath('mvn');
  if (!java || !maven) return { missing: 'time-skipping Temporal server (no download, and no Java with Maven)' };
  const failure = await fetchJars(maven, folder, jars);
  return failure ? { missing: `time-skipping Temporal server (${failure})` } : { command: javaCommand(java, jars) };
}

function javaCommand(java: string, jars: string): string[] {
  const quick = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto', '-Xmx512m'];
  return [java, ...quick, '-cp', `${jars}/*`, 'io.temporal.testserver.TestServer'];
}

/** The SDK downloads when it starts a server, so one is started and stopped. */
async function download(folder: string, target: string): Promise<boolean> {
  await fs.mkdir(folder, { recursive: true });
  try {
    const executable = { type: 'cached-download', downloadDir: folder } as const;
    await (await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } })).teardown();
    const file = (await fs.readdir(folder)).find((name) => name.startsWith('temporal-test-server-sdk'));
    if (!file) return false;
    await fs.rename(path.join(folder, file), target);
    return true;
  } catch {
    return false;
  }
}

async function fetchJars(maven: string, folder: string, target: string): Promise<string | undefined> {
  await fs.mkdir(folder, { recursive: true });
  const work = await fs.mkdtemp(path.join(folder, 'maven-'));
  try {
    await fs.writeFile(path.join(work, 'pom.xml'), pom());
    const repository = existsSync(path.join(process.env.HOME ?? '', '.m2'))
      ? []
      : [`-Dmaven.repo.local=${path.join(work, 'repository')}`];
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${path.join(work, 'jars')}`];
    const done = spawnSync(maven, ['-q', '-B', ...repository, ...goal], {
      cwd: work,
      encoding: 'utf8',
      timeout: 240_000,
    });
    if (done.status !== 0) return `Maven: ${(done.stdout ?? '').split('\n')[0]}`;
    // Another process may have been quicker; its jars are the same.
    await fs.rename(path.join(work, 'jars'), target).catch((error: unknown) => {
      if (!existsSync(target)) throw error;
    });
    return undefined;
  } finally {
    await fs.rm(work, { recursive: true, force: true });
  }
}

function pom(): string {
  const dependency = (group: string, artifact: string, version: string) =>
    `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  return `<project><modelVersion>4.0.0</modelVersion>
<groupId>fortyfive</groupId><artifactId>temporal-test-server</artifactId><version>1</version>
<dependencies>
${dependency('io.temporal', 'temporal-test-server', VERSION)}
${dependency('org.slf4j', 'slf4j-nop', '2.0.16')}
</dependencies></project>
`;
}
