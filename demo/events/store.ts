import { openJournal } from '../journal';
import { COLLECTION_NAMES, type Collection, type Item, type Items } from './records';

/** The items of `events`, in memory; what was deleted is remembered in a folder. */
export interface EventStore {
  /** Items whose fields equal all filters, by ascending id. */
  search(collection: Collection, filters: Record<string, string>): Item[];
  get(collection: Collection, id: string): Item | undefined;
  /** `deleted`, `repeated` (the same key for the same item), `missing`, or `key-reused` for another item. */
  remove(collection: Collection, id: string, key: string): 'deleted' | 'repeated' | 'missing' | 'key-reused';
  /** Changes fields of an item; `missing` where there is none. */
  change(collection: Collection, id: string, fields: Record<string, string | null>): 'changed' | 'missing';
  /** Puts an item there, as someone who registers anew would. */
  add(collection: Collection, item: Item): void;
}

type Line = { removed: string; collection: Collection; key: string } | { added: Item; collection: Collection };

/** Starts from `items` and applies what the folder remembers. */
export function createEventStore(items: Items, folder?: string): EventStore {
  const journal = openJournal<Line>(folder, 'events.jsonl');
  const held = Object.fromEntries(
    COLLECTION_NAMES.map((name) => [name, new Map(items[name].map((item) => [item.id, item]))]),
  ) as Record<Collection, Map<string, Item>>;
  const keys = new Map<string, string>();
  const target = (collection: Collection, id: string) => `${collection}/${id}`;
  const apply = (line: Line): void => {
    if ('added' in line) {
      held[line.collection].set(line.added.id, line.added);
    } else {
      held[line.collection].delete(line.removed);
      keys.set(line.key, target(line.collection, line.removed));
    }
  };
  journal.past.forEach(apply);
  const write = (line: Line): void => {
    journal.add(line);
    apply(line);
  };

  return {
    search(collection, filters) {
      const wanted = Object.entries(filters);
      const found = [...held[collection].values()].filter((item) =>
        wanted.every(([name, value]) => item[name] === value),
      );
      return found.sort((a, b) => (a.id < b.id ? -1 : 1));
    },
    get: (collection, id) => held[collection].get(id),
    remove(collection, id, key) {
      const used = keys.get(key);
      if (used !== undefined) return used === target(collection, id) ? 'repeated' : 'key-reused';
      if (!held[collection].has(id)) return 'missing';
      write({ removed: id, collection, key });
      return 'deleted';
    },
    change(collection, id, fields) {
      const item = held[collection].get(id);
      if (!item) return 'missing';
      write({ added: { ...item, ...fields }, collection });
      return 'changed';
    },
    add: (collection, item) => write({ added: item, collection }),
  };
}
