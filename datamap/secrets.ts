import type { DataMap, MapPath, Problem } from './data-map';

/** Where secrets come from, by the names that the data map uses; a Map is one. */
export interface Secrets {
  get(name: string): string | undefined;
}

/** Every secret that the data map names, with the place that names it. */
export function secretsOf(dataMap: DataMap): { name: string; path: MapPath }[] {
  const systems = dataMap.systems.flatMap((system) =>
    Object.entries(system.connection)
      .filter((entry): entry is [string, string] => entry[1] !== undefined)
      .map(([word, name]) => ({ name, path: ['systems', system.id, 'connection', word] })),
  );
  const recipients = dataMap.recipients.flatMap(({ id, contact }) =>
    contact.via === 'webhook'
      ? (['url', 'secret'] as const).map((word) => ({ name: contact[word], path: ['recipients', id, 'contact', word] }))
      : [],
  );
  return [...systems, ...recipients];
}

/** Names every secret of the data map that is missing, with its line. */
export function missingSecrets(dataMap: DataMap, secrets: Secrets): Problem[] {
  return secretsOf(dataMap)
    .filter(({ name }) => (secrets.get(name) ?? '') === '')
    .map(({ name, path }) => ({
      line: dataMap.lineOf(path),
      at: path.join('.'),
      message: `there is no secret named ${name}`,
      remedy: 'Add it to the file that FORTYFIVE_SECRETS_FILE names, or correct the name',
    }));
}
