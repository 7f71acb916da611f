import express, { type Express, type Response } from 'express';
import { z } from 'zod';
import { holdingsOf, type HoldingSources } from '../holdings';
import { sendPage } from '../pages/layout';
import type { DemoAsking, DemoPerson, NamedPerson } from '../person';
import { HomePage, NobodyPage, PersonPage, type PortalLinks } from './pages';

/** What {@link portalApp} takes. */
export interface PortalOptions {
  people: readonly DemoPerson[];
  named: readonly NamedPerson[];
  asking: readonly DemoAsking[];
  links: PortalLinks;
  sources: HoldingSources;
}

/**
 * The pages of the fictional business. They show to everybody what is held of everybody, which no business may: they
 * exist so that one sees a person gone, and only on this machine.
 */
export function portalApp({ people, named, asking, links, sources }: PortalOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  const show = async (response: Response, person: DemoPerson | undefined, name?: NamedPerson): Promise<void> => {
    if (!person) return sendPage(response, <NobodyPage named={name} links={links} />, name ? 200 : 404);
    const holdings = await holdingsOf(person, sources);
    sendPage(response, <PersonPage person={person} named={name} holdings={holdings} links={links} />);
  };
  const namedAs = (person: DemoPerson) =>
    named.find(({ name, email }) => name === person.name && email === person.email);

  app.get('/', (_request, response) =>
    sendPage(response, <HomePage named={named} asking={asking} links={links} count={people.length} />),
  );
  app.get('/people', async (request, response) => {
    const email = z.string().max(320).catch('').parse(request.query.email).trim().toLowerCase();
    const person = email === '' ? undefined : people.find((one) => one.email === email);
    await show(response, person, person && namedAs(person));
  });
  app.get('/people/:key', async (request, response) => {
    const name = named.find(({ key }) => key === request.params.key);
    const person = name && people.find((one) => one.name === name.name && one.email === name.email);
    await show(response, person, name);
  });
  app.get('/api/people/:key/holdings', async (request, response) => {
    const name = named.find(({ key }) => key === request.params.key);
    if (!name) return void response.status(404).json({ error: 'no-such-person' });
    const person = people.find((one) => one.name === name.name && one.email === name.email);
    response.json(person ? await holdingsOf(person, sources) : { crm: {}, events: {}, recipients: [] });
  });
  return app;
}
